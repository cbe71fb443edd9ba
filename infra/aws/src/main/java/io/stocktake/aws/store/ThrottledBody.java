package io.stocktake.aws.store;

import io.stocktake.executor.control.throttle.RequestThrottle;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/** A request body throttled slice by slice; it can be sent again for a retry. */
final class ThrottledBody implements AsyncRequestBody {
  private final ByteBuffer body;
  private final RequestThrottle throttle;

  /** The bytes from position to limit. */
  ThrottledBody(ByteBuffer body, RequestThrottle throttle) {
    this.body = body;
    this.throttle = throttle;
  }

  @Override
  public Optional<Long> contentLength() {
    return Optional.of((long) body.remaining());
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    subscriber.onSubscribe(new Slices(subscriber, body.duplicate()));
  }

  private final class Slices implements Subscription {
    private final Subscriber<? super ByteBuffer> subscriber;
    private final ByteBuffer rest;
    private long wanted;
    private boolean going;
    private boolean ended;

    Slices(Subscriber<? super ByteBuffer> subscriber, ByteBuffer rest) {
      this.subscriber = subscriber;
      this.rest = rest;
    }

    @Override
    public void request(long n) {
      if (n <= 0) {
        cancel();
        subscriber.onError(new IllegalArgumentException("asked for " + n + " slices"));
        return;
      }
      synchronized (this) {
        wanted = Math.max(wanted + n, n);
      }
      next();
    }

    @Override
    public synchronized void cancel() {
      ended = true;
    }

    /** One slice waits or leaves at a time; whoever finds another on its way leaves it to that. */
    private void next() {
      int length;
      synchronized (this) {
        if (going || ended || (wanted == 0 && rest.hasRemaining())) {
          return;
        }
        going = true;
        length = Math.min(RequestThrottle.SLICE, rest.remaining());
      }
      if (length == 0) {
        cancel();
        subscriber.onComplete();
      } else {
        leave(length);
      }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a throttle never fails
    private void leave(int length) {
      throttle
          .slice(length)
          .thenRun(
              () -> {
                ByteBuffer slice = rest.slice(rest.position(), length);
                synchronized (this) {
                  wanted--;
                  rest.position(rest.position() + length);
                }
                subscriber.onNext(slice);
                synchronized (this) {
                  going = false;
                }
                next();
              });
    }
  }
}
