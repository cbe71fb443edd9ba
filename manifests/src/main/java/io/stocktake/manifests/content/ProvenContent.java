package io.stocktake.manifests.content;

import io.stocktake.manifests.ETag;
import java.util.Base64;
import java.util.Optional;

/**
 * A digest that the content of an object is proven by, with what it takes to compute it again.
 *
 * @param algorithm what it was computed with
 * @param base64 the digest, big-endian, in base64
 * @param partSize bytes of each part but the last, of a digest over the digests of the parts; 0 of
 *     a digest over the content
 */
public record ProvenContent(Algorithm algorithm, String base64, long partSize) {
  public ProvenContent {
    if (partSize < 0) {
      throw new IllegalArgumentException("a part cannot have " + partSize + " bytes");
    }
  }

  /** A digest over the content. */
  public static ProvenContent whole(Algorithm algorithm, byte[] digest) {
    return new ProvenContent(algorithm, Base64.getEncoder().encodeToString(digest), 0);
  }

  /**
   * A digest over the digests of parts.
   *
   * @return nothing if a part other than the last has another size than the first
   */
  public static Optional<ProvenContent> ofParts(
      Algorithm algorithm, byte[] digest, PartBoundaries parts) {
    long[] sizes = parts.sizes();
    for (int i = 0; i < sizes.length; i++) {
      boolean fits = i < sizes.length - 1 ? sizes[i] == sizes[0] : sizes[i] <= sizes[0];
      if (!fits) {
        return Optional.empty();
      }
    }
    return sizes.length == 0 || sizes[0] == 0
        ? Optional.empty()
        : Optional.of(
            new ProvenContent(algorithm, Base64.getEncoder().encodeToString(digest), sizes[0]));
  }

  /** The MD5 that an ETag is, of an object of one part; nothing of any other. */
  public static Optional<ProvenContent> ofETag(ETag etag) {
    return etag.isDigest() && etag.parts() == 0
        ? Optional.of(whole(Algorithm.MD5, etag.digest()))
        : Optional.empty();
  }

  /**
   * A digest to take content of this size, for {@link #isOf}.
   *
   * @param size bytes of the content
   */
  public ContentDigest digest(long size) {
    return partSize == 0
        ? ContentDigest.whole(algorithm)
        : ContentDigest.composite(algorithm, PartBoundaries.like(partSize, size));
  }

  /** Whether a digest took this content; ends it. */
  public boolean isOf(ContentDigest digest) {
    return Base64.getEncoder().encodeToString(digest.finish()).equals(base64);
  }
}
