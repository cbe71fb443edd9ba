package io.stocktake.aws.put;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;

/** Waits for one answer and passes over its body. */
final class Exchange implements SdkAsyncHttpResponseHandler, Subscriber<ByteBuffer> {
  private final CompletableFuture<SdkHttpResponse> answer = new CompletableFuture<>();
  private volatile SdkHttpResponse head;

  /**
   * The answer.
   *
   * @param sent what the transport says of the request; ended with the wait
   */
  CompletableFuture<SdkHttpResponse> answer(CompletableFuture<Void> sent, Duration limit) {
    return answer
        .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (got, failure) -> {
              if (failure != null) {
                sent.completeExceptionally(failure);
              }
            });
  }

  @Override
  public void onHeaders(SdkHttpResponse response) {
    head = response;
  }

  @Override
  public void onStream(Publisher<ByteBuffer> body) {
    body.subscribe(this);
  }

  @Override
  public void onSubscribe(Subscription body) {
    body.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(ByteBuffer passedOver) {}

  @Override
  public void onComplete() {
    answer.complete(head);
  }

  @Override
  public void onError(Throwable failure) {
    answer.completeExceptionally(failure);
  }
}
