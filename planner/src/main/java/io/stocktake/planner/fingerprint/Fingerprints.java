package io.stocktake.planner.fingerprint;

import io.stocktake.manifests.ETag;
import io.stocktake.planner.files.OpenFile;
import io.stocktake.planner.files.Stat;
import java.io.IOException;
import java.nio.file.Path;
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

  private static final ThreadLocal<byte[]> BUFFERS =
      ThreadLocal.withInitial(() -> new byte[OpenFile.CHUNK]);

  private final long ownPartSize;
  private final boolean followLinks;

  /**
   * Fingerprints for a store.
   *
   * @param ownPartSize bytes a part has in this program's own uploads
   * @param followLinks whether a symbolic link stands for its target
   */
  public Fingerprints(long ownPartSize, boolean followLinks) {
    this.ownPartSize = ownPartSize;
    this.followLinks = followLinks;
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
    try (OpenFile open = open(file, 0)) {
      if (!digests.isEmpty() && readInto(open, size, digests) != size) {
        return Optional.empty();
      }
      Stat after = open.stat();
      return after.size() == size && after.mtime().equals(mtime)
          ? Optional.of(digests.stream().map(ETagDigest::finish).toList())
          : Optional.empty();
    }
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

  /** Opens a file to be read from there on. */
  OpenFile open(Path file, long offset) throws IOException {
    return OpenFile.open(file, offset, followLinks);
  }

  /** Feeds the file to the digests; stops after one byte more than expected. */
  private static long readInto(OpenFile file, long size, List<ETagDigest> digests)
      throws IOException {
    byte[] bytes = BUFFERS.get();
    long total = 0;
    int length = file.read(bytes, 0, bytes.length);
    while (length > 0) {
      for (ETagDigest digest : digests) {
        digest.update(bytes, length);
      }
      total += length;
      length = total > size ? 0 : file.read(bytes, 0, bytes.length);
    }
    return total;
  }
}
