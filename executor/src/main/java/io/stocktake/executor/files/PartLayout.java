package io.stocktake.executor.files;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.io.Digests;
import java.security.MessageDigest;
import java.util.List;

/**
 * How a file is cut into parts.
 *
 * @param size bytes of the file
 * @param partSize bytes of every part but the last
 */
public record PartLayout(long size, long partSize) {
  /** The most parts an object may be made of. */
  public static final int MAX_PARTS = 10_000;

  /** The smallest part S3 takes, in bytes; the last part alone may be smaller. */
  public static final long MIN_SIZE = 5 << 20;

  private static final long MIB = 1 << 20;
  private static final long MAX_BUFFER = 2047 * MIB;

  /**
   * Parts of the wanted size, or of as many MiB as it takes to need no more than 10,000.
   *
   * @throws FileException if a part would have more bytes than may be in memory
   */
  public static PartLayout of(long size, PartSizes sizes) throws FileException {
    long least = (size + MAX_PARTS - 1) / MAX_PARTS;
    long grown = (least + MIB - 1) / MIB * MIB;
    PartLayout layout = new PartLayout(size, Math.max(sizes.wanted(), grown));
    if (layout.partSize > Math.min(sizes.most(), MAX_BUFFER)) {
      throw FileException.failed(
          "a file of "
              + size
              + " bytes goes in parts of "
              + layout.partSize
              + " bytes, more than may be in memory: raise max-bytes-in-flight");
    }
    return layout;
  }

  /** How many parts there are; one for an empty file. */
  public int parts() {
    return (int) Math.max(1, (size + partSize - 1) / partSize);
  }

  /** Where a part begins; parts are numbered from 1. */
  public long offset(int number) {
    return (number - 1) * partSize;
  }

  /** Bytes of a part. */
  public int length(int number) {
    return (int) Math.min(partSize, size - offset(number));
  }

  /** The ETag of an object made of parts with these digests. */
  public static ETag etag(List<ETag> digests) {
    MessageDigest md5 = Digests.md5();
    digests.forEach(digest -> md5.update(digest.digest()));
    return ETag.ofParts(md5.digest(), digests.size());
  }
}
