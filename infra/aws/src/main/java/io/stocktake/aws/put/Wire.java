package io.stocktake.aws.put;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/** One bucket's end of the line: signs a request and sends it, once. */
public final class Wire {
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final SdkAsyncHttpClient http;
  private final AwsCredentialsProvider credentials;
  private final Region region;
  private final URI bucket;

  /**
   * A line to a bucket.
   *
   * @param bucket the URL of its root, with a slash at the end
   */
  public Wire(
      SdkAsyncHttpClient http, AwsCredentialsProvider credentials, Region region, URI bucket) {
    this.http = http;
    this.credentials = credentials;
    this.region = region;
    this.bucket = bucket;
  }

  /** The answer, whatever it says, without what its body says; fails if none came in time. */
  CompletableFuture<SdkHttpResponse> send(PutObjectRequest request, AsyncRequestBody body) {
    Exchange exchange = new Exchange();
    try {
      CompletableFuture<Void> sent =
          http.execute(
              AsyncExecuteRequest.builder()
                  .request(signed(request))
                  .requestContentPublisher(new Content(body))
                  .responseHandler(exchange)
                  .build());
      return exchange.answer(sent, patience(request));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private SdkHttpRequest signed(PutObjectRequest request) {
    SdkHttpRequest.Builder unsigned =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.PUT)
            .protocol(bucket.getScheme())
            .host(bucket.getHost())
            .encodedPath(bucket.getRawPath() + SdkHttpUtils.urlEncodeIgnoreSlashes(request.key()));
    if (bucket.getPort() >= 0) {
      unsigned.port(bucket.getPort());
    }
    PutHeaders.write(request, unsigned);
    AwsCredentials identity = credentials.resolveCredentials();
    // The body has its MD5, which is signed; without a body to read the signer does not wait.
    return signer
        .signAsync(
            r ->
                r.request(unsigned.build())
                    .identity(identity)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region.id())
                    .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                    .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                    .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false))
        .join()
        .request();
  }

  private static Duration patience(PutObjectRequest request) {
    return request.overrideConfiguration().flatMap(c -> c.apiCallAttemptTimeout()).orElseThrow();
  }
}
