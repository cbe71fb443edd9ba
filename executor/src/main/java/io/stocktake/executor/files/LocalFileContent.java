package io.stocktake.executor.files;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StoredLink;
import io.stocktake.manifests.plan.PlanRow;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The content of a local file, or of a link that is stored as its text. */
final class LocalFileContent implements FileContent {
  private final LocalFileContents files;
  private final PlanRow row;
  private final Path path;
  private final Object identity;
  private final Bytes bytes;

  /** The bytes of a file, wherever they are. */
  private interface Bytes extends Closeable {
    /** Reads some bytes from an offset on; none is -1. */
    int read(ByteBuffer into, long offset) throws IOException;
  }

  private LocalFileContent(
      LocalFileContents files, PlanRow row, Path path, Object identity, Bytes bytes) {
    this.files = files;
    this.row = row;
    this.path = path;
    this.identity = identity;
    this.bytes = bytes;
  }

  /**
   * The content of a file.
   *
   * @param identity which file it is, as {@link LocalFileContents#check} told before it was opened
   */
  static FileContent ofFile(
      LocalFileContents files, PlanRow row, Path path, Object identity, FileChannel channel) {
    return new LocalFileContent(files, row, path, identity, new Opened(channel));
  }

  /** The content of a link, which is the text of its target. */
  static FileContent ofLink(LocalFileContents files, PlanRow row, Path path, Object identity)
      throws IOException {
    ByteBuffer text = ByteBuffer.wrap(StoredLink.target(path));
    return new LocalFileContent(files, row, path, identity, new LinkText(text));
  }

  @Override
  public long size() {
    return row.size();
  }

  @Override
  public Optional<ETag> planned() {
    return row.content();
  }

  @Override
  public void read(ByteBuffer buffer, long offset) throws IOException {
    int begin = buffer.position();
    int end = buffer.limit();
    while (buffer.position() < end) {
      // The JDK reads into memory of its own first, as much as is asked for, and keeps it.
      buffer.limit(Math.min(end, buffer.position() + CHUNK));
      if (bytes.read(buffer, offset + buffer.position() - begin) < 0) {
        throw FileException.drifted("the file became shorter while it was read");
      }
    }
    buffer.flip();
  }

  @Override
  public void checkAgain() throws IOException {
    if (!Objects.equals(identity, files.check(row, path))) {
      throw FileException.drifted("the file was replaced while it was read");
    }
  }

  @Override
  public String stamp() {
    try {
      Map<String, Object> unix =
          Files.readAttributes(path, "unix:ino,ctime", LinkOption.NOFOLLOW_LINKS);
      return unix.get("ino") + " " + unix.get("ctime");
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  /** A channel only read from has nothing to lose. */
  @Override
  public void close() {
    try {
      bytes.close();
    } catch (IOException e) {
      // Nothing was written.
    }
  }

  /** The bytes of a file. */
  private record Opened(FileChannel channel) implements Bytes {
    @Override
    public int read(ByteBuffer into, long offset) throws IOException {
      return channel.read(into, offset);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** The text of a link's target. */
  private record LinkText(ByteBuffer text) implements Bytes {
    @Override
    public int read(ByteBuffer into, long offset) {
      int length = (int) Math.min(into.remaining(), text.limit() - offset);
      if (length <= 0) {
        return -1;
      }
      into.put(text.slice((int) offset, length));
      return length;
    }

    @Override
    public void close() {}
  }
}
