package io.stocktake.manifests.content;

import io.stocktake.manifests.CodedEnum;

/** Digests that S3 keeps or gives. */
public enum Algorithm implements CodedEnum {
  /** Of ETags; told nowhere else. */
  MD5("MD5"),
  CRC64NVME("CRC64NVME"),
  CRC32C("CRC32C"),
  CRC32("CRC32"),
  SHA1("SHA1"),
  SHA256("SHA256");

  private final String code;

  Algorithm(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
