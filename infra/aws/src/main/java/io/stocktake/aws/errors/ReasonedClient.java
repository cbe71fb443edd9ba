package io.stocktake.aws.errors;

import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.DelegatingS3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Finds the reason of a refused HEAD, whose response has no body, by a GET of one byte, whose
 * response has one.
 */
public final class ReasonedClient extends DelegatingS3AsyncClient {
  public ReasonedClient(S3AsyncClient client) {
    super(client);
  }

  @Override
  public CompletableFuture<HeadObjectResponse> headObject(HeadObjectRequest request) {
    return super.headObject(request)
        .exceptionallyCompose(
            refused ->
                S3Errors.isWithoutReason(refused)
                    ? ask(request, refused)
                    : CompletableFuture.failedFuture(refused));
  }

  private CompletableFuture<HeadObjectResponse> ask(HeadObjectRequest head, Throwable refused) {
    GetObjectRequest get =
        GetObjectRequest.builder()
            .bucket(head.bucket())
            .key(head.key())
            .versionId(head.versionId())
            .range("bytes=0-0")
            .requestPayer(head.requestPayer())
            .overrideConfiguration(head.overrideConfiguration().orElse(null))
            .build();
    return super.getObject(get, AsyncResponseTransformer.toBytes())
        .handle((bytes, failure) -> failure)
        .thenCompose(
            failure ->
                CompletableFuture.failedFuture(
                    failure != null && S3Errors.isSameWithReason(refused, failure)
                        ? S3Errors.unwrapped(failure)
                        : refused));
  }
}
