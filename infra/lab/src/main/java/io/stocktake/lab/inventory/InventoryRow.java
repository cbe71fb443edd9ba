package io.stocktake.lab.inventory;

import io.stocktake.lab.model.ArchiveTier;
import io.stocktake.lab.model.ObjectLock;
import io.stocktake.lab.model.ObjectVersion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/**
 * One row of an inventory: a version of a key.
 *
 * @param latest whether it is the current version
 * @param scanned the time of the inventory
 */
record InventoryRow(
    String bucket, String key, ObjectVersion version, boolean latest, Instant scanned) {
  private static final String OWNER = "111122223333";
  private static final String ACL =
      "{\"version\":\"2022-11-10\",\"status\":\"AVAILABLE\",\"grants\":[{\"canonicalId\":\""
          + OWNER
          + "\",\"type\":\"CanonicalUser\",\"permission\":\"FULL_CONTROL\"}]}";

  /** The value of a field: String, Long, Boolean, or null. Timestamps are epoch milliseconds. */
  Object value(InventoryField field) {
    return switch (field) {
      case BUCKET -> bucket;
      case KEY -> key;
      case VERSION_ID ->
          version.versionId().equals(ObjectVersion.NULL_ID) ? null : version.versionId();
      case IS_LATEST -> latest;
      case IS_DELETE_MARKER -> version.deleteMarker();
      case LAST_MODIFIED_DATE -> version.modified().toEpochMilli();
      default -> version.deleteMarker() ? null : objectValue(field);
    };
  }

  private Object objectValue(InventoryField field) {
    return switch (field) {
      case SIZE -> version.size();
      case E_TAG -> version.etag();
      case STORAGE_CLASS -> version.attributes().storageClass();
      case IS_MULTIPART_UPLOADED -> version.multipart();
      case ENCRYPTION_STATUS -> encryptionStatus();
      case INTELLIGENT_TIERING_ACCESS_TIER ->
          version.attributes().storageClass().equals("INTELLIGENT_TIERING")
              ? version.archiveTier(scanned).map(ArchiveTier::inInventory).orElse("FREQUENT")
              : null;
      case BUCKET_KEY_STATUS ->
          version.attributes().encryption().bucketKey() ? "ENABLED" : "DISABLED";
      case CHECKSUM_ALGORITHM ->
          version.checksum().map(checksum -> checksum.algorithm().name()).orElse(null);
      case OBJECT_ACCESS_CONTROL_LIST ->
          Base64.getEncoder().encodeToString(ACL.getBytes(StandardCharsets.UTF_8));
      case OBJECT_OWNER -> OWNER;
      case OBJECT_LOCK_LEGAL_HOLD_STATUS ->
          ObjectLock.of(version).hold().map(on -> on ? "On" : "Off").orElse(null);
      case OBJECT_LOCK_MODE ->
          ObjectLock.of(version).mode().isEmpty() ? null : ObjectLock.of(version).mode();
      case OBJECT_LOCK_RETAIN_UNTIL_DATE ->
          ObjectLock.of(version).until().map(Instant::toEpochMilli).orElse(null);
      default -> null; // what the lab's objects never have: replication, expiry
    };
  }

  private String encryptionStatus() {
    return switch (version.attributes().encryption().algorithm()) {
      case "aws:kms" -> "SSE-KMS";
      case "aws:kms:dsse" -> "DSSE-KMS";
      case "SSE-C" -> "SSE-C";
      default -> "SSE-S3";
    };
  }
}
