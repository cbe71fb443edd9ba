package io.stocktake.planner.fingerprint;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.io.Digests;
import java.security.MessageDigest;

/**
 * Computes the ETag that S3 gives to bytes: their MD5, or for a multipart upload the MD5 over the
 * parts' binary MD5s with the part count behind a dash.
 */
final class ETagDigest {
  private final MessageDigest current = Digests.md5();
  private final MessageDigest ofParts = Digests.md5();
  private final long partSize;
  private long inPart;
  private int parts;

  private ETagDigest(long partSize) {
    this.partSize = partSize;
  }

  /** For an object written in parts of this many bytes, or {@link Fingerprints#WHOLE}. */
  static ETagDigest ofParts(long partSize) {
    return new ETagDigest(partSize);
  }

  void update(byte[] bytes, int length) {
    int offset = 0;
    while (offset < length) {
      int take = (int) Math.min(length - offset, partSize - inPart);
      current.update(bytes, offset, take);
      offset += take;
      inPart += take;
      if (inPart == partSize) {
        endPart();
      }
    }
  }

  ETag finish() {
    if (partSize == Fingerprints.WHOLE) {
      return ETag.ofMd5(current.digest());
    }
    if (inPart > 0 || parts == 0) {
      endPart();
    }
    return ETag.ofParts(ofParts.digest(), parts);
  }

  private void endPart() {
    ofParts.update(current.digest());
    parts++;
    inPart = 0;
  }
}
