package io.stocktake.aws.answers;

import java.nio.ByteBuffer;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** A response body that fails where its text is not a valid response. */
final class CheckedBody implements Publisher<ByteBuffer> {
  private final Publisher<ByteBuffer> body;
  private final AnswerText text;

  CheckedBody(Publisher<ByteBuffer> body, AnswerText text) {
    this.body = body;
    this.text = text;
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> reader) {
    body.subscribe(new Checking(reader));
  }

  private final class Checking implements Subscriber<ByteBuffer> {
    private final Subscriber<? super ByteBuffer> reader;
    private Subscription subscription;
    private boolean failed;

    Checking(Subscriber<? super ByteBuffer> reader) {
      this.reader = reader;
    }

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
      reader.onSubscribe(given);
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      if (failed) {
        return;
      }
      try {
        text.add(bytes);
      } catch (UnreadableAnswerException e) {
        failed = true;
        subscription.cancel();
        reader.onError(e);
        return;
      }
      reader.onNext(bytes);
    }

    @Override
    public void onError(Throwable failure) {
      if (!failed) {
        reader.onError(failure);
      }
    }

    @Override
    public void onComplete() {
      if (failed) {
        return;
      }
      try {
        text.end();
      } catch (UnreadableAnswerException e) {
        reader.onError(e);
        return;
      }
      reader.onComplete();
    }
  }
}
