package io.stocktake.planner.source.local;

import io.stocktake.manifests.StoredLink;
import io.stocktake.planner.files.OpenFile;
import io.stocktake.planner.files.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** The text of a link's target, which a link that is stored has as its content. */
final class LinkText extends OpenFile {
  private final byte[] target;
  private final Stat stat;
  private int at;

  private LinkText(byte[] target, Stat stat, int at) {
    this.target = target;
    this.stat = stat;
    this.at = at;
  }

  static OpenFile open(Path link, long offset) throws IOException {
    byte[] target = StoredLink.target(link);
    Stat stat =
        new Stat(
            Stat.Kind.FILE,
            target.length,
            Files.getLastModifiedTime(link, LinkOption.NOFOLLOW_LINKS),
            Optional.empty());
    return new LinkText(target, stat, (int) Math.min(offset, target.length));
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    int read = Math.min(length, target.length - at);
    System.arraycopy(target, at, into, offset, read);
    at += read;
    return read == 0 ? -1 : read;
  }

  @Override
  public Stat stat() {
    return stat;
  }

  @Override
  public void close() {}
}
