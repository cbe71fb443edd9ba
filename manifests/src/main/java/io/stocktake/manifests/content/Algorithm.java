package io.stocktake.manifests.content;

/** Digests that S3 keeps or gives. */
public enum Algorithm {
  /** Of ETags; told nowhere else. */
  MD5,
  CRC64NVME,
  CRC32C,
  CRC32,
  SHA1,
  SHA256
}
