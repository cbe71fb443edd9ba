package io.stocktake.executor.control;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Helpers for {@link CompletableFuture}. */
public final class Futures {
  private Futures() {}

  /** The failure itself, without what futures wrap around it. */
  public static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** Begins work; that it cannot even begin is a failure like others. */
  public static <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Waits for a future that is sure to complete, such as the journal's.
   *
   * @throws IOException the failure itself, if it is one
   */
  public static <T> T join(CompletableFuture<T> future) throws IOException {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (cause(e) instanceof IOException known) {
        throw known;
      }
      throw e;
    }
  }

  /** Goes on after success and failure alike; one of the two arguments is null. */
  @SuppressWarnings("FutureReturnValueIgnored") // the nested future is unfolded at once
  public static <T, U> CompletableFuture<U> then(
      CompletableFuture<T> future, BiFunction<T, Throwable, CompletableFuture<U>> next) {
    return future
        .handle((value, failure) -> next.apply(value, failure == null ? null : cause(failure)))
        .thenCompose(following -> following);
  }

  /** Ends a chain: {@code last} sees value or failure, and nothing comes after it. */
  @SuppressWarnings("FutureReturnValueIgnored")
  public static <T> void end(
      CompletableFuture<T> future, BiConsumer<? super T, ? super Throwable> last) {
    future.whenComplete(last);
  }
}
