package io.stocktake.manifests.rules;

import io.stocktake.manifests.plan.Spelled;

/** What a store keeps beside an object's bytes, metadata of the user's own aside. */
public enum Property implements Spelled {
  CONTENT_TYPE,
  CACHE_CONTROL,
  CONTENT_DISPOSITION,
  CONTENT_ENCODING,
  CONTENT_LANGUAGE,
  STORAGE_CLASS,
  /** {@code AES256}, {@code aws:kms} or {@code aws:kms:dsse}. */
  ENCRYPTION,
  KMS_KEY,
  /** The name of a key of the customer's own (SSE-C); the key itself is in no plan. */
  SSE_C,
  /** One of S3's canned lists, such as {@code bucket-owner-full-control}. */
  ACL,
  /** {@code GOVERNANCE} or {@code COMPLIANCE}. */
  LOCK_MODE,
  /** Until when, in RFC 3339. */
  LOCK_UNTIL,
  /** {@code ON} or {@code OFF}. */
  LEGAL_HOLD,
  /** Whether the file's modification time is kept as metadata: {@code on} or {@code off}. */
  MTIME
}
