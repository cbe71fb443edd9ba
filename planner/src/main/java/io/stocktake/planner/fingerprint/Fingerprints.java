package io.stocktake.planner.fingerprint;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.io.RateLimiter;
import io.stocktake.planner.files.OpenFile;
import io.stocktake.planner.files.Stat;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Computes files' ETags to compare them: each file is read once, from start to end, for any number
 * of part sizes.
 */
public final class Fingerprints {
  /** Stands for the part size of an object that was written whole. */
  static final long WHOLE = Long.MAX_VALUE;

  private static final ThreadLocal<byte[]> BUFFERS =
      ThreadLocal.withInitial(() -> new byte[OpenFile.CHUNK]);

  private final long[] knownPartSizes;
  private final RateLimiter limit;

  /** Fingerprints for a store, of files that are read as fast as they can be. */
  public Fingerprints(long partSize) {
    this(List.of(partSize), RateLimiter.UNLIMITED);
  }

  /**
   * Fingerprints for a store.
   *
   * @param knownPartSizes bytes that a part has in uploads of this program or others, tried first
   * @param limit how fast files are read
   */
  public Fingerprints(List<Long> knownPartSizes, RateLimiter limit) {
    this.knownPartSizes = knownPartSizes.stream().mapToLong(Long::longValue).toArray();
    this.limit = limit;
  }

  /** Opens a file, as often as it is asked to. */
  @FunctionalInterface
  public interface FileOpener {
    /** The file, to be read on from an offset. */
    OpenFile open(long offset) throws IOException;
  }

  /**
   * The ETags that the bytes of a file have, in the forms of objects' ETags: one for a plain ETag,
   * one for each part size worth trying for a {@code -N} ETag.
   *
   * @param file opens it
   * @param size its bytes when it was walked
   * @param mtime its modification time then
   * @param like the objects' ETags
   * @return nothing if the file changed since or meanwhile
   */
  public Optional<List<ETag>> read(FileOpener file, long size, FileTime mtime, List<ETag> like)
      throws IOException {
    List<ETagDigest> digests =
        Arrays.stream(partSizes(size, like)).mapToObj(ETagDigest::ofParts).toList();
    try (OpenFile open = file.open(0)) {
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
    if (like.size() == 1 && like.get(0).parts() == 0) {
      return new long[] {WHOLE}; // of nearly all files, so that it should not take long
    }
    return like.stream()
        .mapToInt(ETag::parts)
        .distinct()
        .mapToObj(
            parts ->
                parts == 0 ? new long[] {WHOLE} : PartSizes.candidates(size, parts, knownPartSizes))
        .flatMapToLong(Arrays::stream)
        .toArray();
  }

  /** Waits until so many bytes of a file may be read. */
  void awaitTurn(long bytes) throws IOException {
    limit.acquire(bytes);
  }

  /** Feeds the file to the digests; stops after one byte more than expected. */
  private long readInto(OpenFile file, long size, List<ETagDigest> digests) throws IOException {
    byte[] bytes = BUFFERS.get();
    long total = 0;
    int length = read(file, bytes, size);
    while (length > 0) {
      for (ETagDigest digest : digests) {
        digest.update(bytes, length);
      }
      total += length;
      length = total > size ? 0 : read(file, bytes, size - total);
    }
    return total;
  }

  private int read(OpenFile file, byte[] bytes, long left) throws IOException {
    awaitTurn(Math.min(bytes.length, left));
    return file.read(bytes, 0, bytes.length);
  }
}
