package io.stocktake.crypto.packet;

/** The packet tags of RFC 4880, section 4.3, and of GnuPG, that files are made of. */
public final class Tags {
  /** Public-key encrypted session key (PKESK). */
  public static final int PUBLIC_KEY_SESSION = 1;

  /** Signature. */
  public static final int SIGNATURE = 2;

  /** Session key encrypted by a passphrase (SKESK). */
  public static final int PASSPHRASE_SESSION = 3;

  /** One-pass signature, which comes before what is signed. */
  public static final int ONE_PASS_SIGNATURE = 4;

  /** Compressed data. */
  public static final int COMPRESSED = 8;

  /** Encrypted data whose integrity nothing protects. */
  public static final int ENCRYPTED_UNPROTECTED = 9;

  /** Marker, to be ignored. */
  public static final int MARKER = 10;

  /** Literal data: the content. */
  public static final int LITERAL = 11;

  /** Encrypted data with a modification detection code (SEIPD, version 1). */
  public static final int ENCRYPTED_PROTECTED = 18;

  /** Modification detection code (MDC). */
  public static final int MODIFICATION_DETECTION = 19;

  /** Encrypted data with authentication by chunk (AEAD), as GnuPG 2.3 writes it. */
  public static final int ENCRYPTED_AEAD = 20;

  private Tags() {}
}
