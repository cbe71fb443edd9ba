package io.stocktake.manifests.content;

/**
 * A checksum that S3 keeps with an object.
 *
 * @param algorithm what it was computed with
 * @param base64 the digest, big-endian, in base64
 * @param composite whether it is over the digests of the parts, and not over the content
 */
public record StoredChecksum(Algorithm algorithm, String base64, boolean composite) {}
