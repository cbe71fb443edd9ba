package io.stocktake.aws.answers;

import java.util.Optional;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.ListBucketInventoryConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3control.model.DescribeJobResponse;

/**
 * Checks that a response has the members that S3 always sends. Members that other stores may leave
 * out or count differently are not required; nor is an object's ETag.
 */
final class Members {
  private String missing;

  private Members() {}

  /** What is wrong with an answer, in words; nothing if it has all that it should have. */
  static Optional<String> flaw(SdkResponse response) {
    Members members = new Members();
    members.check(response);
    return Optional.ofNullable(members.missing);
  }

  private void check(SdkResponse response) {
    if (response instanceof ListObjectsV2Response page) {
      objects(page);
    } else if (response instanceof ListObjectVersionsResponse page) {
      versions(page);
    } else if (response instanceof ListMultipartUploadsResponse page) {
      uploads(page);
    } else if (response instanceof ListPartsResponse page) {
      parts(page);
    } else if (response instanceof GetObjectTaggingResponse tagging) {
      need("TagSet", tagging.hasTagSet() ? tagging.tagSet() : null);
    } else if (response instanceof ListBucketInventoryConfigurationsResponse page) {
      need("IsTruncated", page.isTruncated());
    } else if (response instanceof DescribeJobResponse job) {
      need("Job", job.job());
    }
  }

  private void need(String name, Object member) {
    if (member == null && missing == null) {
      missing = "an answer without " + name;
    }
  }

  private void objects(ListObjectsV2Response page) {
    need("Name", page.name());
    need("IsTruncated", page.isTruncated());
    for (S3Object object : page.contents()) {
      need("the Key of an object", object.key());
      need("the Size of an object", object.size());
    }
    int objects = page.contents().size();
    int all = objects + page.commonPrefixes().size();
    Integer counted = page.keyCount();
    if (missing == null && counted != null && counted != all && counted != objects) {
      missing = "a listing that counts " + counted + " keys and has " + all;
    }
  }

  private void versions(ListObjectVersionsResponse page) {
    need("Name", page.name());
    need("IsTruncated", page.isTruncated());
    for (ObjectVersion version : page.versions()) {
      need("the Key of a version", version.key());
      need("the VersionId of a version", version.versionId());
      need("the Size of a version", version.size());
    }
  }

  private void uploads(ListMultipartUploadsResponse page) {
    need("Bucket", page.bucket());
    need("IsTruncated", page.isTruncated());
    for (MultipartUpload upload : page.uploads()) {
      need("the Key of an upload", upload.key());
      need("the UploadId of an upload", upload.uploadId());
      need("the Initiated of an upload", upload.initiated());
    }
  }

  private void parts(ListPartsResponse page) {
    need("UploadId", page.uploadId());
    need("IsTruncated", page.isTruncated());
    for (Part part : page.parts()) {
      need("the PartNumber of a part", part.partNumber());
      need("the ETag of a part", part.eTag());
      need("the Size of a part", part.size());
    }
  }
}
