package io.stocktake.crypto.decrypt;

import java.io.IOException;

/** A message that was not decrypted to its end: nothing that was written of it is to be used. */
public final class DecryptionException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why a message was not decrypted. */
  public enum Reason {
    /** It does not begin as OpenPGP does. */
    NOT_OPENPGP,
    /** It is OpenPGP, but nothing in it is encrypted. */
    NOT_ENCRYPTED,
    /** It is encrypted, and nothing would show an alteration. */
    NOT_PROTECTED,
    /** No secret key at hand is one of its recipients'. */
    NO_SECRET_KEY,
    /** Some of its bytes are not those that were encrypted. */
    ALTERED,
    /** It ends too early. */
    TRUNCATED,
    /** More follows after its end. */
    TRAILING_BYTES,
    /** It is whole, but what is in it is not one file. */
    NOT_ONE_FILE,
    /** It uses a version or an algorithm that is not known. */
    UNSUPPORTED,
    /** The gpg program failed for another reason. */
    PROGRAM_FAILED
  }

  /** A message that was not decrypted, and what a user is told of it. */
  public DecryptionException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  DecryptionException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  static DecryptionException altered() {
    return new DecryptionException(
        Reason.ALTERED, "the message was altered after it was encrypted; take another copy of it");
  }

  static DecryptionException truncated() {
    return new DecryptionException(
        Reason.TRUNCATED, "the message ends before its end; take another copy of it");
  }

  static DecryptionException notOneFile(String what) {
    return new DecryptionException(
        Reason.NOT_ONE_FILE, "the message does not hold one file: " + what);
  }

  static DecryptionException unsupported(String what) {
    return new DecryptionException(
        Reason.UNSUPPORTED, "the message uses " + what + ", which is not supported");
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
