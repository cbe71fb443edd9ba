package io.stocktake.executor.files;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StoredLink;
import io.stocktake.manifests.io.Crc64Nvme;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.source.FileId;
import io.stocktake.manifests.source.SourceRoot;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Content of the local files of a plan, read only while a file is still the one the plan saw, and
 * only within the source.
 */
public final class LocalFileContent implements Closeable {
  private static final int BUFFER = 256 * 1024;

  private final Path root;
  private final SourceRoot source;
  private final boolean followsLinks;
  private final boolean storesLinks;
  private final boolean comparesDevices;

  /** The bytes of a planned file, wherever they are. */
  private interface Bytes extends Closeable {
    /** Reads some bytes from an offset on; none is -1. */
    int read(ByteBuffer into, long offset) throws IOException;
  }

  /** The files of a plan; links are followed, or sent as text, only where the plan did so. */
  public LocalFileContent(Plan plan) {
    this.root = Path.of(plan.source().root()).toAbsolutePath().normalize();
    this.source = SourceRoot.of(root);
    this.followsLinks = plan.followsLinks();
    this.storesLinks = plan.storesLinks();
    this.comparesDevices = plan.sourceId().isPresent() && plan.sourceId().equals(id(root));
  }

  /** Devices are numbered anew with each mount: they compare only while the root's is the same. */
  private static Optional<FileId> id(Path root) {
    try {
      return FileId.of(Files.readAttributes(root, BasicFileAttributes.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A planned file, checked once and open for reading; checked again before its bytes count. */
  public final class Planned implements AutoCloseable {
    private final PlanRow row;
    private final Path path;
    private final Object identity;
    private final Bytes bytes;

    private Planned(PlanRow row, Path path) throws IOException {
      this.row = row;
      this.path = path;
      this.identity = attributes(row, path).fileKey();
      this.bytes =
          isLink(row, path) ? new LinkText(ByteBuffer.wrap(StoredLink.target(path))) : open(path);
    }

    /**
     * Fills the buffer with the bytes from {@code offset} on.
     *
     * @throws FileException if the file ends before
     */
    public void read(ByteBuffer buffer, long offset) throws IOException {
      int begin = buffer.position();
      int end = buffer.limit();
      while (buffer.position() < end) {
        // The JDK reads into memory of its own first, as much as is asked for, and keeps it.
        buffer.limit(Math.min(end, buffer.position() + BUFFER));
        if (bytes.read(buffer, offset + buffer.position() - begin) < 0) {
          throw FileException.drifted("the file became shorter while it was read");
        }
      }
      buffer.flip();
    }

    /** Fails unless size, time and identity are still those of the plan and of the first check. */
    public void checkAgain() throws IOException {
      if (!Objects.equals(identity, attributes(row, path).fileKey())) {
        throw FileException.drifted("the file was replaced while it was read");
      }
    }

    /** What changes whenever the file is written to; empty where the system cannot say. */
    public String stamp() {
      try {
        Map<String, Object> unix =
            Files.readAttributes(path, "unix:ino,ctime", LinkOption.NOFOLLOW_LINKS);
        return unix.get("ino") + " " + unix.get("ctime");
      } catch (IOException | UnsupportedOperationException e) {
        return "";
      }
    }

    /** The ETag the file would get in parts of this layout; reads all of it. */
    public ETag etag(PartLayout layout) throws IOException {
      List<ETag> digests = new ArrayList<>();
      for (int number = 1; number <= layout.parts(); number++) {
        digests.add(digest(layout.offset(number), layout.length(number)));
      }
      checkAgain();
      return PartLayout.etag(digests);
    }

    /** Base64 of the CRC-64/NVME of the file; reads all of it. */
    public String crc64nvme() throws IOException {
      Crc64Nvme crc = new Crc64Nvme();
      for (long done = 0; done < row.size(); done += BUFFER) {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, row.size() - done));
        read(buffer, done);
        crc.update(buffer);
      }
      checkAgain();
      return crc.base64();
    }

    private ETag digest(long offset, int length) throws IOException {
      MessageDigest md5 = Digests.md5();
      for (int done = 0; done < length; done += BUFFER) {
        ByteBuffer buffer = ByteBuffer.allocate(Math.min(BUFFER, length - done));
        read(buffer, offset + done);
        md5.update(buffer);
      }
      return ETag.ofMd5(md5.digest());
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
  }

  /**
   * Opens the row's file.
   *
   * @throws FileException if it is not the planned one any more
   */
  public Planned open(PlanRow row) throws IOException {
    Path path = resolve(row.path());
    return new Planned(row, followsLinks ? real(path) : path);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  /** Resolves links; the target must be within the source. From there on no link is followed. */
  private Path real(Path path) throws IOException {
    Path real = path.toRealPath();
    Path realRoot = root.toRealPath();
    if (!real.startsWith(realRoot)) {
      throw FileException.failed("a symbolic link on its path leads out of " + root);
    }
    return root.resolve(realRoot.relativize(real));
  }

  private Path resolve(String name) throws FileException {
    try {
      Path path = storesLinks ? StoredLink.locate(root, name) : root.resolve(name);
      boolean inside = path.startsWith(root) && path.normalize().equals(path) && !path.equals(root);
      if (!inside) {
        throw FileException.failed("the plan's path " + name + " leads out of " + root);
      }
      return path;
    } catch (InvalidPathException e) {
      throw FileException.failed(
          "this system cannot spell the file's name ("
              + e.getReason()
              + "); run under a UTF-8 locale");
    }
  }

  private BasicFileAttributes attributes(PlanRow row, Path path) throws IOException {
    BasicFileAttributes now = source.attributes(path);
    boolean link = isLink(row, path);
    if (link ? !now.isSymbolicLink() : !now.isRegularFile()) {
      throw FileException.drifted("it is not a " + (link ? "link" : "regular file") + " any more");
    }
    long size = link ? StoredLink.target(path).length : now.size();
    if (size != row.size()) {
      throw FileException.drifted("the file has " + size + " bytes, planned were " + row.size());
    }
    if (!now.lastModifiedTime().toInstant().equals(row.mtime().orElseThrow())) {
      throw FileException.drifted(
          "the file was modified at "
              + now.lastModifiedTime().toInstant()
              + ", planned was "
              + row.mtime().orElseThrow());
    }
    requireSameFile(row, now);
    return now;
  }

  private void requireSameFile(PlanRow row, BasicFileAttributes now) throws FileException {
    Optional<FileId> id = row.file().isEmpty() ? Optional.empty() : FileId.of(now);
    if (id.isPresent() && !isSame(row.file().get(), id.get())) {
      throw FileException.drifted(
          "another file of its size and time has its name now (device and inode "
              + id.get()
              + ", planned was "
              + row.file().get()
              + ")");
    }
  }

  private boolean isSame(FileId planned, FileId now) {
    return planned.inode() == now.inode() && (!comparesDevices || planned.device() == now.device());
  }

  private boolean isLink(PlanRow row, Path path) {
    return storesLinks && StoredLink.is(path, row.path());
  }

  private Bytes open(Path path) throws IOException {
    FileChannel channel = source.open(path);
    return new Bytes() {
      @Override
      public int read(ByteBuffer into, long offset) throws IOException {
        return channel.read(into, offset);
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
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
