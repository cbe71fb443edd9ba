package io.stocktake.executor.batch.jobs;

import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.TagSet;
import java.util.Optional;

/**
 * What one job does to each object of its manifest.
 *
 * @param kind the operation
 * @param bucket the bucket of the manifest's objects
 * @param prefix what a copy's key has before the source's key and a slash; empty for the same key
 * @param tags the tags to write; none lets a copy keep its source's
 * @param restore how to restore; for restores alone
 */
public record JobOperation(
    Kind kind, String bucket, String prefix, TagSet tags, Optional<RestoreTerms> restore) {
  /** The operations that are used. */
  public enum Kind implements CodedEnum {
    /** S3PutObjectTagging: replaces all tags. */
    TAG("tag"),
    /** The same, with tags that the objects were found to have, and more. */
    MERGE("merge"),
    /** S3PutObjectCopy. */
    COPY("copy"),
    /** S3ComputeObjectChecksum: reports the MD5 of all of each object's bytes. */
    CHECKSUM("checksum"),
    /** S3InitiateRestoreObject: begins to make archived objects readable for some days. */
    RESTORE("restore");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    @Override
    public String code() {
      return code;
    }
  }

  public JobOperation {
    if ((kind == Kind.RESTORE) != restore.isPresent()) {
      throw new IllegalArgumentException("restores, and they alone, have terms of a restore");
    }
  }

  /** Work that restores nothing. */
  public JobOperation(Kind kind, String bucket, String prefix, TagSet tags) {
    this(kind, bucket, prefix, tags, Optional.empty());
  }

  /** The checksums of a bucket's objects. */
  public static JobOperation checksum(String bucket) {
    return new JobOperation(Kind.CHECKSUM, bucket, "", TagSet.EMPTY);
  }

  /** A restore of a bucket's objects. */
  public static JobOperation restore(String bucket, RestoreTerms terms) {
    return new JobOperation(Kind.RESTORE, bucket, "", TagSet.EMPTY, Optional.of(terms));
  }

  /** Whether it marks objects that are there for the lifecycle rule that expires them. */
  public boolean marks() {
    return (kind == Kind.TAG || kind == Kind.MERGE) && !tags.without(TagSet.EXPIRE).equals(tags);
  }

  /** The key that the object of a manifest row is tagged at, or copied to. */
  public ObjectKey target(ObjectKey key) {
    return prefix.isEmpty() ? key : new ObjectKey(prefix + "/" + key.value());
  }

  @Override
  public String toString() {
    return switch (kind) {
      case TAG -> "set tags " + tags;
      case MERGE -> "set tags " + tags + ", those found included";
      case COPY ->
          "copy from s3://"
              + bucket
              + (prefix.isEmpty() ? "" : " below " + prefix + "/")
              + (tags.isEmpty() ? "" : " with tags " + tags);
      case CHECKSUM -> "compute checksums in s3://" + bucket;
      case RESTORE -> "restore from the archive in s3://" + bucket + " " + restore.orElseThrow();
    };
  }
}
