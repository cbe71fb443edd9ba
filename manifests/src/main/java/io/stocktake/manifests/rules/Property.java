package io.stocktake.manifests.rules;

import io.stocktake.manifests.CodedEnum;

/** What a store keeps beside an object's bytes, metadata of the user's own aside. */
public enum Property implements CodedEnum {
  CONTENT_TYPE("content-type"),
  CACHE_CONTROL("cache-control"),
  CONTENT_DISPOSITION("content-disposition"),
  CONTENT_ENCODING("content-encoding"),
  CONTENT_LANGUAGE("content-language"),
  STORAGE_CLASS("storage-class"),
  /** {@code AES256}, {@code aws:kms} or {@code aws:kms:dsse}. */
  ENCRYPTION("encryption"),
  KMS_KEY("kms-key"),
  /** The name of a key of the customer's own (SSE-C); the key itself is in no plan. */
  SSE_C("sse-c"),
  /** Full fingerprints of the OpenPGP keys that a file is encrypted to before it leaves. */
  ENCRYPT_TO("encrypt-to"),
  /** One of S3's canned lists, such as {@code bucket-owner-full-control}. */
  ACL("acl"),
  /** {@code GOVERNANCE} or {@code COMPLIANCE}. */
  LOCK_MODE("lock-mode"),
  /** Until when, in RFC 3339. */
  LOCK_UNTIL("lock-until"),
  /** {@code ON} or {@code OFF}. */
  LEGAL_HOLD("legal-hold"),
  /** Whether the file's modification time is kept as metadata: {@code on} or {@code off}. */
  MTIME("mtime");

  private final String code;

  Property(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
