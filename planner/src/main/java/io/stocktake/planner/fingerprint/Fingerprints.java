package io.stocktake.planner.fingerprint;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StoredLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads files to compare them with ETags: each file once, from start to end, whatever the number of
 * part sizes to try.
 */
public final class Fingerprints {
  /** Stands for the part size of an object that was written whole. */
  static final long WHOLE = Long.MAX_VALUE;

  private static final int BUFFER = 128 * 1024;
  private static final ThreadLocal<byte[]> BUFFERS =
      ThreadLocal.withInitial(() -> new byte[BUFFER]);

  private final long ownPartSize;
  private final LinkOption[] links;
  private final ReadLimit limit;

  /** Fingerprints for a store, of files that are read as fast as they can be. */
  public Fingerprints(long ownPartSize, boolean followLinks) {
    this(ownPartSize, followLinks, ReadLimit.NONE);
  }

  /**
   * Fingerprints for a store.
   *
   * @param ownPartSize bytes a part has in this program's own uploads
   * @param followLinks whether a symbolic link stands for its target
   * @param limit how fast files are read
   */
  public Fingerprints(long ownPartSize, boolean followLinks, ReadLimit limit) {
    this.ownPartSize = ownPartSize;
    this.limit = limit;
    this.links = followLinks ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
  }

  /**
   * The ETags that the bytes of a file have, in the forms of objects' ETags: one for a plain ETag,
   * one for each part size worth trying for a {@code -N} ETag.
   *
   * @param file the file
   * @param size its bytes when it was walked
   * @param mtime its modification time then
   * @param like the objects' ETags
   * @return nothing if the file changed since or meanwhile
   */
  public Optional<List<ETag>> read(Path file, long size, FileTime mtime, List<ETag> like)
      throws IOException {
    List<ETagDigest> digests =
        Arrays.stream(partSizes(size, like)).mapToObj(ETagDigest::ofParts).toList();
    if (!digests.isEmpty() && readInto(file, size, digests) != size) {
      return Optional.empty();
    }
    return isUnchanged(file, size, mtime)
        ? Optional.of(digests.stream().map(ETagDigest::finish).toList())
        : Optional.empty();
  }

  /** As {@link #read}, of the text of a link. */
  public Optional<List<ETag>> readLink(Path link, long size, FileTime mtime, List<ETag> like)
      throws IOException {
    byte[] target = StoredLink.target(link);
    FileTime now = Files.getLastModifiedTime(link, LinkOption.NOFOLLOW_LINKS);
    if (target.length != size || !now.equals(mtime)) {
      return Optional.empty();
    }
    List<ETagDigest> digests =
        Arrays.stream(partSizes(size, like)).mapToObj(ETagDigest::ofParts).toList();
    digests.forEach(digest -> digest.update(target, target.length));
    return Optional.of(digests.stream().map(ETagDigest::finish).toList());
  }

  /** The part sizes of the ETags to find; {@link #WHOLE} for a plain one. */
  long[] partSizes(long size, List<ETag> like) {
    return like.stream()
        .mapToInt(ETag::parts)
        .distinct()
        .mapToObj(
            parts ->
                parts == 0 ? new long[] {WHOLE} : PartSizes.candidates(size, parts, ownPartSize))
        .flatMapToLong(Arrays::stream)
        .toArray();
  }

  /** Whether a file still is as it was walked. */
  boolean isUnchanged(Path file, long size, FileTime mtime) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class, links);
    return now.size() == size && now.lastModifiedTime().equals(mtime);
  }

  /** Waits until so many bytes of a file may be read. */
  void awaitTurn(long bytes) throws IOException {
    limit.take(bytes);
  }

  /** Feeds the file to the digests; stops after one byte more than expected. */
  private long readInto(Path file, long size, List<ETagDigest> digests) throws IOException {
    byte[] bytes = BUFFERS.get();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long total = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (total <= size && read(channel, buffer, size - total) >= 0) {
        int length = buffer.position();
        digests.forEach(digest -> digest.update(bytes, length));
        total += length;
      }
    }
    return total;
  }

  private int read(FileChannel channel, ByteBuffer buffer, long left) throws IOException {
    awaitTurn(Math.min(BUFFER, left));
    return channel.read(buffer.clear());
  }
}
