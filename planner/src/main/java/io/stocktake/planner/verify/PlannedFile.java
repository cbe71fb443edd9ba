package io.stocktake.planner.verify;

import io.stocktake.manifests.io.RateLimiter;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.planner.files.OpenFile;
import io.stocktake.planner.files.Stat;
import io.stocktake.planner.source.WalkedFile;
import io.stocktake.planner.source.local.LocalTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/** The file of a row, to be read as often as need be, as long as it is the one that was walked. */
final class PlannedFile {
  private final LocalTree source;
  private final WalkedFile file;
  private final RateLimiter limit;

  PlannedFile(LocalTree source, Plan plan, PlanRow row, RateLimiter limit) {
    this.source = source;
    this.limit = limit;
    FileTime mtime = FileTime.from(row.mtime().orElseThrow());
    boolean link = plan.storesLinks() && source.isStoredLink(row.path());
    this.file = new WalkedFile(row.path(), row.size(), mtime, Optional.empty(), link);
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
    try (OpenFile open = source.open(file, 0)) {
      T result = reader.read(new Content(open));
      Stat after = open.stat();
      if (after.size() != file.size() || !after.mtime().equals(file.mtime())) {
        throw new ChangedException();
      }
      return result;
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
