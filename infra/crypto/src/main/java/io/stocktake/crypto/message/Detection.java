package io.stocktake.crypto.message;

import io.stocktake.manifests.io.Digests;
import java.security.MessageDigest;

/**
 * The modification detection code of a message: the SHA-1 over all that is encrypted before it (RFC
 * 4880, section 5.14). The cursor that goes first digests; those that come after find it made.
 */
final class Detection {
  /** Bytes of the code. */
  static final int BYTES = 20;

  private final MessageDigest sha1 = Digests.sha1();
  private byte[] code;

  /** Digests what is encrypted next. */
  void update(byte[] text, int offset, int length) {
    sha1.update(text, offset, length);
  }

  /** Writes the code, once all is digested. */
  synchronized void put(byte[] into, int offset) {
    if (code == null) {
      code = sha1.digest();
    }
    System.arraycopy(code, 0, into, offset, BYTES);
  }
}
