package io.stocktake.planner.fingerprint;

import io.stocktake.manifests.ETag;
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
import java.util.stream.Stream;

/**
 * Reads files to compare them with ETags: each file once, from start to end, whatever the number of
 * part sizes to try.
 */
public final class Fingerprints {
  private static final int BUFFER = 128 * 1024;
  private static final ThreadLocal<byte[]> BUFFERS =
      ThreadLocal.withInitial(() -> new byte[BUFFER]);

  private final long ownPartSize;
  private final LinkOption[] links;

  /**
   * Fingerprints for a store.
   *
   * @param ownPartSize bytes a part has in this program's own uploads
   * @param followLinks whether a symbolic link stands for its target
   */
  public Fingerprints(long ownPartSize, boolean followLinks) {
    this.ownPartSize = ownPartSize;
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
        like.stream().map(ETag::parts).distinct().flatMap(parts -> digests(size, parts)).toList();
    if (!digests.isEmpty() && readInto(file, size, digests) != size) {
      return Optional.empty();
    }
    BasicFileAttributes after = Files.readAttributes(file, BasicFileAttributes.class, links);
    if (after.size() != size || !after.lastModifiedTime().equals(mtime)) {
      return Optional.empty();
    }
    return Optional.of(digests.stream().map(ETagDigest::finish).toList());
  }

  private Stream<ETagDigest> digests(long size, int parts) {
    return parts == 0
        ? Stream.of(ETagDigest.plain())
        : Arrays.stream(PartSizes.candidates(size, parts, ownPartSize))
            .mapToObj(ETagDigest::ofParts);
  }

  /** Feeds the file to the digests; stops after one byte more than expected. */
  private static long readInto(Path file, long size, List<ETagDigest> digests) throws IOException {
    byte[] bytes = BUFFERS.get();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long total = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (total <= size && channel.read(buffer.clear()) >= 0) {
        int length = buffer.position();
        digests.forEach(digest -> digest.update(bytes, length));
        total += length;
      }
    }
    return total;
  }
}
