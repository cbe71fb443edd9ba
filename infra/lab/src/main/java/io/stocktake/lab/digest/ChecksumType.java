package io.stocktake.lab.digest;

/** What an additional checksum of a multipart object covers. */
public enum ChecksumType {
  /** The bytes of the whole object. */
  FULL_OBJECT,
  /** The concatenated binary checksums of the parts; written with {@code -<parts>} behind it. */
  COMPOSITE
}
