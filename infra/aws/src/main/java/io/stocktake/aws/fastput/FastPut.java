package io.stocktake.aws.fastput;

import io.stocktake.aws.fastput.PutExchange.Answer;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.throttle.RequestThrottle;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** PutObject without the SDK's client; what does not succeed at once goes through that client. */
public final class FastPut {
  private static final int OK = 200;
  private static final int PRECONDITION_FAILED = 412;
  private static final int SLOW_DOWN = 503;
  private static final int TOO_MANY = 429;
  private static final int REDIRECTED = 300;
  private static final int SERVER_ERROR = 500;

  /** After so many failures in a row, each request would only be sent twice. */
  private static final int TOO_OFTEN = 8;

  /** Requests that then go only through the SDK's client. */
  private static final int REST = 1_000;

  /** The first wait of the SDK's standard retry is of this order too. */
  private static final int MOST_WAIT_MILLIS = 200;

  private final S3AsyncClient client;
  private final Optional<PutConnection> connection;
  private final RequestThrottle throttle;
  private final AtomicInteger fruitless = new AtomicInteger();
  private final AtomicInteger resting = new AtomicInteger();

  /**
   * Puts into one bucket.
   *
   * @param client sends what does not succeed at once
   * @param connection the fast connection; without it all requests go through the client
   * @param throttle is told of answers that ask to slow down
   */
  public FastPut(
      S3AsyncClient client, Optional<PutConnection> connection, RequestThrottle throttle) {
    this.client = client;
    this.connection = connection;
    this.throttle = throttle;
  }

  /**
   * Sends a request; its future fails as one of the SDK's client does.
   *
   * @param bytes the body
   * @param body the same as the SDK's client takes it, which lets it go at its pace
   */
  public CompletableFuture<PutObjectResponse> send(
      PutObjectRequest request, ByteBuffer bytes, AsyncRequestBody body) {
    boolean rests = resting.get() > 0 && resting.decrementAndGet() >= 0;
    if (connection.isEmpty() || rests || throttle.isSlow()) {
      return client.putObject(request, body);
    }
    return Futures.then(
        Futures.begin(() -> connection.get().send(request, bytes.duplicate())),
        (answer, failure) ->
            failure == null ? read(request, body, answer) : lost(request, body, failure));
  }

  private CompletableFuture<PutObjectResponse> read(
      PutObjectRequest request, AsyncRequestBody body, Answer answer) {
    int status = answer.status();
    if (status == OK || status == PRECONDITION_FAILED) {
      fruitless.set(0);
      // Finding the reason of a refusal may take long, and this is the transport's thread.
      return status == OK
          ? CompletableFuture.completedFuture(answer.headers())
          : CompletableFuture.supplyAsync(FastPut::refuse);
    }
    if (status == SLOW_DOWN || status == TOO_MANY) {
      throttle.busy();
    }
    boolean left = (status >= REDIRECTED && status < SERVER_ERROR) || status == SLOW_DOWN;
    if (left) {
      return again(request, body);
    }
    return lost(request, body, new IllegalStateException("Status Code: " + status));
  }

  /** The first request may have been carried out; the failure of the second must tell. */
  private CompletableFuture<PutObjectResponse> lost(
      PutObjectRequest request, AsyncRequestBody body, Throwable first) {
    return again(request, body)
        .whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                Futures.cause(failure).addSuppressed(first);
              }
            });
  }

  private CompletableFuture<PutObjectResponse> again(
      PutObjectRequest request, AsyncRequestBody body) {
    if (fruitless.incrementAndGet() >= TOO_OFTEN) {
      fruitless.set(0);
      resting.set(REST);
    }
    int wait = ThreadLocalRandom.current().nextInt(MOST_WAIT_MILLIS);
    return new CompletableFuture<Void>()
        .completeOnTimeout(null, wait, TimeUnit.MILLISECONDS)
        .thenComposeAsync(waited -> client.putObject(request, body));
  }

  private static PutObjectResponse refuse() {
    throw S3Exception.builder()
        .statusCode(PRECONDITION_FAILED)
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .errorCode("PreconditionFailed")
                .errorMessage("At least one of the pre-conditions you specified did not hold")
                .build())
        .build();
  }
}
