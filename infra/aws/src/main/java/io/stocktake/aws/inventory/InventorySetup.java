package io.stocktake.aws.inventory;

import java.util.List;
import java.util.Optional;

/**
 * One S3 Inventory configuration of a bucket.
 *
 * @param id its name
 * @param prefix keys it covers; empty for all
 * @param destinationBucket name of the bucket that gets the reports
 * @param destinationPrefix what stands before the reports' keys; empty for nothing
 * @param destinationAccount the account that owns that bucket, for S3 to check
 * @param format {@code Parquet}, {@code ORC} or {@code CSV}
 * @param frequency {@code Daily} or {@code Weekly}
 * @param versions {@code Current} or {@code All}
 * @param fields optional fields of each row, in S3's words
 * @param enabled whether reports are made
 */
public record InventorySetup(
    String id,
    String prefix,
    String destinationBucket,
    String destinationPrefix,
    Optional<String> destinationAccount,
    String format,
    String frequency,
    String versions,
    List<String> fields,
    boolean enabled) {

  /** The fields a plan profits from. */
  public static final List<String> FIELDS =
      List.of(
          "Size",
          "LastModifiedDate",
          "ETag",
          "StorageClass",
          "IsMultipartUploaded",
          "EncryptionStatus",
          "ChecksumAlgorithm",
          "IntelligentTieringAccessTier");

  public InventorySetup {
    fields = List.copyOf(fields);
  }

  /** What a plan wants: every day, Parquet, current versions, all useful fields. */
  public static InventorySetup daily(
      String id, String prefix, String destinationBucket, String destinationPrefix) {
    return new InventorySetup(
        id,
        prefix,
        destinationBucket,
        destinationPrefix,
        Optional.empty(),
        "Parquet",
        "Daily",
        "Current",
        FIELDS,
        true);
  }
}
