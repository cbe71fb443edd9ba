package io.stocktake.aws.content;

import io.stocktake.aws.errors.S3Errors;
import io.stocktake.aws.keys.CustomerKey;
import io.stocktake.manifests.content.CustomerKeyRequiredException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

/**
 * Sends requests that read objects without a customer key (SSE-C), and where the store refuses
 * that, under each that is at hand: nobody else knows which key an object is under. What opened the
 * last object is tried first on the next. Used by any number of threads.
 */
final class KeyTrials {
  private static final Map<String, String> NO_KEY = Map.of();

  private final List<Map<String, String>> keys = new ArrayList<>();
  private final S3Errors errors;
  private volatile Map<String, String> last = NO_KEY;

  KeyTrials(List<CustomerKey> given, S3Errors errors) {
    this.errors = errors;
    keys.add(NO_KEY);
    given.forEach(key -> keys.add(key.headers()));
  }

  /** A request of one object, under no key or under one of those that are at hand. */
  @FunctionalInterface
  interface Request<T> {
    CompletableFuture<T> send(AwsRequestOverrideConfiguration with);
  }

  /** Whether there is any key. */
  boolean hasKeys() {
    return keys.size() > 1;
  }

  /**
   * The answer, by the first key that the object opens with.
   *
   * @param base what all requests have in common
   * @throws CustomerKeyRequiredException if it opens with none, as an object does that is under
   *     another key
   * @throws ExecutionException if the request failed in another way
   */
  <T> T open(AwsRequestOverrideConfiguration base, Request<T> request)
      throws ExecutionException, InterruptedException, CustomerKeyRequiredException {
    ExecutionException refused = null;
    for (Map<String, String> headers : inOrder()) {
      try {
        T answer = request.send(with(base, headers)).get();
        last = headers;
        return answer;
      } catch (ExecutionException e) {
        if (!errors.isClosed(e)) {
          throw e;
        }
        refused = refused == null || headers.isEmpty() ? e : refused;
      }
    }
    if (S3Errors.isMalformed(refused)) {
      throw new CustomerKeyRequiredException(hasKeys());
    }
    throw refused;
  }

  private List<Map<String, String>> inOrder() {
    List<Map<String, String>> order = new ArrayList<>(keys);
    Map<String, String> first = last;
    order.remove(first);
    order.add(0, first);
    return order;
  }

  private static AwsRequestOverrideConfiguration with(
      AwsRequestOverrideConfiguration base, Map<String, String> headers) {
    AwsRequestOverrideConfiguration.Builder with = base.toBuilder();
    headers.forEach(with::putHeader);
    return with.build();
  }
}
