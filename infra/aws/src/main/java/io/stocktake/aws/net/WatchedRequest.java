package io.stocktake.aws.net;

import io.stocktake.executor.control.Futures;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;

/** One request in flight: passes on its response, or the diagnosis of the connection. */
final class WatchedRequest implements SdkAsyncHttpResponseHandler {
  private static final int MOST_WAIT_MILLIS = 1_000;
  private static final Pattern CONNECTION =
      Pattern.compile("TLS|tls|[Pp]roxy|acquir|Acquire operation");

  private final Route route;
  private final SdkAsyncHttpResponseHandler handler;
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final AtomicBoolean failed = new AtomicBoolean();
  private volatile boolean answered;

  WatchedRequest(Route route, SdkAsyncHttpResponseHandler handler) {
    this.route = route;
    this.handler = handler;
  }

  /**
   * Sends the request. Before the first answer of a server the connection is checked, for a second
   * at most: to find a flaw later takes much longer.
   *
   * @return its end, which cancels it if it is completed from outside
   */
  CompletableFuture<Void> send(Supplier<CompletableFuture<Void>> sending) {
    if (route.isReached() || !route.isCheckable()) {
      begin(sending);
    } else {
      Futures.end(route.check(), (flaw, none) -> flaw.ifPresent(this::fail));
      Futures.end(
          route
              .check()
              .copy()
              .completeOnTimeout(Optional.empty(), MOST_WAIT_MILLIS, TimeUnit.MILLISECONDS),
          // What ends together ends in no order: the flaw may not have been told yet.
          (flaw, none) -> flaw.ifPresentOrElse(this::fail, () -> begin(sending)));
    }
    return end;
  }

  private void begin(Supplier<CompletableFuture<Void>> sending) {
    if (end.isDone()) {
      return;
    }
    CompletableFuture<Void> sent = Futures.begin(sending);
    Futures.end(
        sent,
        (nothing, failure) -> {
          if (failure == null) {
            end.complete(null);
          } else {
            onError(failure);
          }
        });
    Futures.end(
        end,
        (nothing, failure) -> {
          // An answer that has begun ends by itself: cut off, it would keep its connection.
          if (failure != null && !answered) {
            sent.completeExceptionally(failure);
          }
        });
  }

  @Override
  public void onHeaders(SdkHttpResponse response) {
    Optional<ConnectionException> refusal = route.refusal(response.statusCode());
    if (refusal.isPresent()) {
      answered = true;
      fail(refusal.get());
    } else if (!failed.get()) {
      route.reached();
      handler.onHeaders(response);
    }
  }

  @Override
  public void onStream(Publisher<ByteBuffer> body) {
    if (failed.get()) {
      body.subscribe(new Refusing());
    } else {
      handler.onStream(body);
    }
  }

  @Override
  public void onError(Throwable failure) {
    if (route.isCheckable() && isOfConnection(failure) && !end.isDone()) {
      Futures.end(
          route.checkAgain(),
          (flaw, none) -> fail(flaw.<Throwable>map(found -> found).orElse(failure)));
    } else {
      fail(failure);
    }
  }

  /** Whether the request did not get as far as the server, as the CRT words that. */
  private static boolean isOfConnection(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException || CONNECTION.matcher("" + cause.getMessage()).find()) {
        return true;
      }
    }
    return false;
  }

  private void fail(Throwable failure) {
    if (failed.compareAndSet(false, true)) {
      handler.onError(failure);
      end.completeExceptionally(failure);
    }
  }

  /** Takes nothing of a body that nobody waits for. */
  private static final class Refusing implements Subscriber<ByteBuffer> {
    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.cancel();
    }

    @Override
    public void onNext(ByteBuffer part) {
      // It was cancelled.
    }

    @Override
    public void onError(Throwable failure) {
      // The request has failed already.
    }

    @Override
    public void onComplete() {
      // The request has failed already.
    }
  }
}
