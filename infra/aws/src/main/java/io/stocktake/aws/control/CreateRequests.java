package io.stocktake.aws.control;

import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.executor.batch.jobs.JobRequest;
import io.stocktake.executor.batch.jobs.RestoreTerms;
import io.stocktake.manifests.plan.TagSet;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.services.s3control.model.ComputeObjectChecksumAlgorithm;
import software.amazon.awssdk.services.s3control.model.ComputeObjectChecksumType;
import software.amazon.awssdk.services.s3control.model.CreateJobRequest;
import software.amazon.awssdk.services.s3control.model.JobManifest;
import software.amazon.awssdk.services.s3control.model.JobManifestFieldName;
import software.amazon.awssdk.services.s3control.model.JobManifestFormat;
import software.amazon.awssdk.services.s3control.model.JobReport;
import software.amazon.awssdk.services.s3control.model.JobReportFormat;
import software.amazon.awssdk.services.s3control.model.JobReportScope;
import software.amazon.awssdk.services.s3control.model.S3CopyObjectOperation;
import software.amazon.awssdk.services.s3control.model.S3GlacierJobTier;
import software.amazon.awssdk.services.s3control.model.S3InitiateRestoreObjectOperation;
import software.amazon.awssdk.services.s3control.model.S3MetadataDirective;
import software.amazon.awssdk.services.s3control.model.S3Tag;

/** Builds CreateJob requests. */
final class CreateRequests {
  private static final String BUCKET_ARN = "arn:aws:s3:::";

  private CreateRequests() {}

  static CreateJobRequest of(String account, JobRequest request) {
    return CreateJobRequest.builder()
        .accountId(account)
        .confirmationRequired(request.terms().confirm())
        .operation(operation(request))
        .report(report(account, request))
        .clientRequestToken(request.token())
        .manifest(manifest(request.manifest()))
        .description(request.description())
        .priority(request.terms().priority())
        .roleArn(request.terms().roleArn())
        .build();
  }

  private static software.amazon.awssdk.services.s3control.model.JobOperation operation(
      JobRequest request) {
    JobOperation work = request.work();
    software.amazon.awssdk.services.s3control.model.JobOperation.Builder operation =
        software.amazon.awssdk.services.s3control.model.JobOperation.builder();
    return switch (work.kind()) {
      case TAG, MERGE -> operation.s3PutObjectTagging(t -> t.tagSet(tags(work.tags()))).build();
      case COPY -> operation.s3PutObjectCopy(copy(request)).build();
      case CHECKSUM ->
          operation
              .s3ComputeObjectChecksum(
                  c ->
                      c.checksumAlgorithm(ComputeObjectChecksumAlgorithm.MD5)
                          .checksumType(ComputeObjectChecksumType.FULL_OBJECT))
              .build();
      case RESTORE -> operation.s3InitiateRestoreObject(restore(work)).build();
    };
  }

  /** Objects in an archive tier of Intelligent-Tiering are restored without a number of days. */
  private static S3InitiateRestoreObjectOperation restore(JobOperation work) {
    RestoreTerms terms = work.restore().orElseThrow();
    return S3InitiateRestoreObjectOperation.builder()
        .expirationInDays(terms.days().orElse(null))
        .glacierJobTier(S3GlacierJobTier.fromValue(terms.tier().code().toUpperCase(Locale.ROOT)))
        .build();
  }

  private static S3CopyObjectOperation copy(JobRequest request) {
    JobOperation work = request.work();
    S3CopyObjectOperation.Builder copy =
        S3CopyObjectOperation.builder()
            .targetResource(BUCKET_ARN + request.targetBucket())
            .metadataDirective(S3MetadataDirective.COPY)
            .unModifiedSinceConstraint(request.unmodifiedSince().orElse(null));
    if (!work.prefix().isEmpty()) {
      copy.targetKeyPrefix(work.prefix());
    }
    // An empty list would take the source's tags away.
    if (!work.tags().isEmpty()) {
      copy.newObjectTagging(tags(work.tags()));
    }
    return copy.build();
  }

  /** Checksums are told in the report alone, so it must not go to a stranger's bucket. */
  private static JobReport report(String account, JobRequest request) {
    JobReport.Builder report =
        JobReport.builder()
            .bucket(BUCKET_ARN + request.terms().reports().bucket())
            .format(JobReportFormat.REPORT_CSV_20180820)
            .enabled(true)
            .reportScope(JobReportScope.ALL_TASKS);
    if (request.work().kind() == JobOperation.Kind.CHECKSUM) {
      report.expectedBucketOwner(account);
    }
    String prefix = request.terms().reportPrefix();
    return prefix.isEmpty() ? report.build() : report.prefix(prefix).build();
  }

  private static JobManifest manifest(JobRequest.Manifest manifest) {
    List<JobManifestFieldName> fields =
        manifest.versions()
            ? List.of(
                JobManifestFieldName.BUCKET,
                JobManifestFieldName.KEY,
                JobManifestFieldName.VERSION_ID)
            : List.of(JobManifestFieldName.BUCKET, JobManifestFieldName.KEY);
    return JobManifest.builder()
        .spec(s -> s.format(JobManifestFormat.S3_BATCH_OPERATIONS_CSV_20180820).fields(fields))
        .location(
            l ->
                l.objectArn(BUCKET_ARN + manifest.bucket() + "/" + manifest.key())
                    .eTag(manifest.etag()))
        .build();
  }

  private static List<S3Tag> tags(TagSet tags) {
    return tags.tags().entrySet().stream()
        .map(tag -> S3Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }
}
