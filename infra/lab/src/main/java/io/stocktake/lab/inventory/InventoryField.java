package io.stocktake.lab.inventory;

/**
 * The columns of an inventory, in the fixed order S3 writes them: CSV header, Parquet column and
 * type. All but the first five are the API's optional fields, under their CSV names.
 */
enum InventoryField {
  BUCKET("Bucket", "bucket", Type.STRING),
  KEY("Key", "key", Type.STRING),
  VERSION_ID("VersionId", "version_id", Type.STRING),
  IS_LATEST("IsLatest", "is_latest", Type.BOOLEAN),
  IS_DELETE_MARKER("IsDeleteMarker", "is_delete_marker", Type.BOOLEAN),
  SIZE("Size", "size", Type.LONG),
  LAST_MODIFIED_DATE("LastModifiedDate", "last_modified_date", Type.TIMESTAMP),
  E_TAG("ETag", "e_tag", Type.STRING),
  STORAGE_CLASS("StorageClass", "storage_class", Type.STRING),
  IS_MULTIPART_UPLOADED("IsMultipartUploaded", "is_multipart_uploaded", Type.BOOLEAN),
  REPLICATION_STATUS("ReplicationStatus", "replication_status", Type.STRING),
  ENCRYPTION_STATUS("EncryptionStatus", "encryption_status", Type.STRING),
  OBJECT_LOCK_RETAIN_UNTIL_DATE(
      "ObjectLockRetainUntilDate", "object_lock_retain_until_date", Type.TIMESTAMP),
  OBJECT_LOCK_MODE("ObjectLockMode", "object_lock_mode", Type.STRING),
  OBJECT_LOCK_LEGAL_HOLD_STATUS(
      "ObjectLockLegalHoldStatus", "object_lock_legal_hold_status", Type.STRING),
  INTELLIGENT_TIERING_ACCESS_TIER(
      "IntelligentTieringAccessTier", "intelligent_tiering_access_tier", Type.STRING),
  BUCKET_KEY_STATUS("BucketKeyStatus", "bucket_key_status", Type.STRING),
  CHECKSUM_ALGORITHM("ChecksumAlgorithm", "checksum_algorithm", Type.STRING),
  OBJECT_ACCESS_CONTROL_LIST("ObjectAccessControlList", "object_access_control_list", Type.STRING),
  OBJECT_OWNER("ObjectOwner", "object_owner", Type.STRING),
  LIFECYCLE_EXPIRATION_DATE("LifecycleExpirationDate", "lifecycle_expiration_date", Type.TIMESTAMP);

  /** The types of columns. */
  enum Type {
    STRING,
    BOOLEAN,
    LONG,
    TIMESTAMP
  }

  private final String csvName;
  private final String column;
  private final Type type;

  InventoryField(String csvName, String column, Type type) {
    this.csvName = csvName;
    this.column = column;
    this.type = type;
  }

  String csvName() {
    return csvName;
  }

  String column() {
    return column;
  }

  Type type() {
    return type;
  }

  /** Whether it is never null. */
  boolean required() {
    return this == BUCKET || this == KEY;
  }

  /** Whether a configuration chooses it. */
  boolean optional() {
    return compareTo(SIZE) >= 0;
  }

  /** Whether it is there because all versions are listed. */
  boolean ofVersions() {
    return compareTo(VERSION_ID) >= 0 && compareTo(IS_DELETE_MARKER) <= 0;
  }
}
