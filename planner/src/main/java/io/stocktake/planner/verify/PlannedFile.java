package io.stocktake.planner.verify;

import io.stocktake.manifests.StoredLink;
import io.stocktake.manifests.io.RateLimiter;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.planner.files.OpenFile;
import io.stocktake.planner.files.Stat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;

/** The file of a row, to be read as often as need be, as long as it is the one that was walked. */
final class PlannedFile {
  private final Path root;
  private final Path file;
  private final PlanRow row;
  private final boolean follow;
  private final boolean link;
  private final RateLimiter limit;

  PlannedFile(Path root, Plan plan, PlanRow row, RateLimiter limit) {
    this.root = root;
    this.row = row;
    this.limit = limit;
    this.follow = plan.followsLinks();
    Path plain = root.resolve(row.path());
    this.file = plan.storesLinks() ? StoredLink.locate(root, row.path()) : plain;
    this.link = !file.equals(plain);
  }

  /** Reads the file. */
  interface Reader<T> {
    T read(InputStream in) throws IOException;
  }

  /** Thrown where the file is not, or does not stay, the one that was walked. */
  static final class ChangedException extends IOException {
    private static final long serialVersionUID = 1L;

    ChangedException() {
      super("the file changed since it was walked");
    }
  }

  /** Reads it, and checks that it has not changed. */
  <T> T read(Reader<T> reader) throws IOException {
    return link ? readLink(reader) : readFile(reader);
  }

  private <T> T readFile(Reader<T> reader) throws IOException {
    try (OpenFile open = OpenFile.open(root, file, 0, follow)) {
      T result = reader.read(new Content(open));
      Stat after = open.stat();
      check(after.size(), after.mtime().toInstant());
      return result;
    }
  }

  private <T> T readLink(Reader<T> reader) throws IOException {
    byte[] target = StoredLink.target(file);
    check(target.length, Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant());
    return reader.read(new ByteArrayInputStream(target));
  }

  private void check(long size, Instant mtime) throws ChangedException {
    if (size != row.size() || !mtime.equals(row.mtime().orElseThrow())) {
      throw new ChangedException();
    }
  }

  /** An open file as a stream. */
  private final class Content extends InputStream {
    private final OpenFile open;

    Content(OpenFile open) {
      this.open = open;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      limit.acquire(length);
      int read = open.read(into, offset, length);
      return read < 1 ? -1 : read;
    }
  }
}
