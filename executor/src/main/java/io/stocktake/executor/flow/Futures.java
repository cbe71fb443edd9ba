package io.stocktake.executor.flow;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;

/** What {@link CompletableFuture} lacks. */
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

  /** Goes on after success and failure alike; one of the two arguments is null. */
  public static <T, U> CompletableFuture<U> then(
      CompletableFuture<T> future, BiFunction<T, Throwable, CompletableFuture<U>> next) {
    return future
        .handle((value, failure) -> next.apply(value, failure == null ? null : cause(failure)))
        .thenCompose(following -> following);
  }
}
