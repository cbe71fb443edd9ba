package io.stocktake.executor.restore.content;

import io.stocktake.executor.store.StoreException;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.content.Algorithm;
import io.stocktake.manifests.content.ContentDigest;
import io.stocktake.manifests.content.PartBoundaries;
import io.stocktake.manifests.content.ProvenContent;
import io.stocktake.manifests.content.StoredChecksum;
import io.stocktake.manifests.content.StoredContent;
import io.stocktake.manifests.restore.RestoreRow;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The proof that bytes are those of an object: a digest that the store tells, and the same digest
 * of the bytes. An MD5 ETag comes first; then a checksum of the full object, which needs no further
 * request; then what needs the layout of the parts: the ETag of a multipart upload, or a composite
 * checksum.
 */
public final class ContentProof {
  private final String name;
  private final byte[] expected;
  private final ContentDigest digest;
  private final Optional<ProvenContent> known;

  private ContentProof(
      String name, byte[] expected, ContentDigest digest, Optional<ProvenContent> known) {
    this.name = name;
    this.expected = expected.clone();
    this.digest = digest;
    this.known = known;
  }

  private static ContentProof whole(String name, Algorithm algorithm, byte[] expected) {
    return new ContentProof(
        name,
        expected,
        ContentDigest.whole(algorithm),
        Optional.of(ProvenContent.whole(algorithm, expected)));
  }

  private static ContentProof ofParts(
      String name, Algorithm algorithm, byte[] expected, PartBoundaries parts) {
    return new ContentProof(
        name,
        expected,
        ContentDigest.composite(algorithm, parts),
        ProvenContent.ofParts(algorithm, expected, parts));
  }

  /**
   * How an object's content can be proven; nothing if it cannot.
   *
   * @param seen what the store tells of it now
   * @param reader asked for the sizes of its parts, if nothing else proves it
   */
  public static Optional<ContentProof> of(
      RestoreRow.Source source, StoredContent seen, ObjectReader reader) throws StoreException {
    ETag etag = source.etag();
    boolean digests = !seen.opaque() && etag.isDigest();
    if (digests && etag.parts() == 0) {
      return Optional.of(whole("ETag", Algorithm.MD5, etag.digest()));
    }
    Optional<ContentProof> full = ofFullObject(seen);
    return full.isPresent() || (!digests && seen.checksums().isEmpty())
        ? full
        : ofParts(etag, digests, seen, reader.parts(source, seen));
  }

  private static Optional<ContentProof> ofFullObject(StoredContent seen) {
    return seen.checksums().stream()
        .filter(checksum -> !checksum.composite())
        .findFirst()
        .flatMap(
            checksum ->
                decoded(checksum.base64())
                    .map(
                        expected ->
                            whole(checksum.algorithm().code(), checksum.algorithm(), expected)));
  }

  private static Optional<ContentProof> ofParts(
      ETag etag, boolean digests, StoredContent seen, Optional<PartBoundaries> parts) {
    Optional<PartBoundaries> whole = parts.filter(p -> p.total() == seen.size());
    if (whole.isEmpty()) {
      return Optional.empty();
    }
    if (digests) {
      return whole
          .filter(p -> p.sizes().length == etag.parts())
          .map(
              p ->
                  ofParts("ETag over " + etag.parts() + " parts", Algorithm.MD5, etag.digest(), p));
    }
    return seen.checksums().stream().findFirst().flatMap(c -> ofParts(c, whole.get()));
  }

  private static Optional<ContentProof> ofParts(StoredChecksum checksum, PartBoundaries parts) {
    return decoded(checksum.base64().replaceFirst("-[0-9]+$", ""))
        .map(
            expected ->
                ofParts(
                    checksum.algorithm().code() + " over its parts",
                    checksum.algorithm(),
                    expected,
                    parts));
  }

  /** What is no base64 proves nothing. */
  private static Optional<byte[]> decoded(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Which digest it is, for messages. */
  public String name() {
    return name;
  }

  /** The digest and how to compute it again; nothing if the parts are of many sizes. */
  public Optional<ProvenContent> known() {
    return known;
  }

  /** Takes the next bytes. */
  public void update(byte[] bytes, int offset, int length) {
    digest.update(bytes, offset, length);
  }

  /** Whether the bytes taken are the object's; called once. */
  public boolean holds() {
    return Arrays.equals(expected, digest.finish());
  }
}
