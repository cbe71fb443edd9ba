package io.stocktake.lab.s3;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests by operation, refused ones included. */
public final class CountingEndpoint implements Endpoint {
  private final Endpoint inner;
  private final Map<Operation, LongAdder> counts = new EnumMap<>(Operation.class);

  /** Counts what passes to the inner endpoint. */
  public CountingEndpoint(Endpoint inner) {
    this.inner = inner;
    for (Operation operation : Operation.values()) {
      counts.put(operation, new LongAdder());
    }
  }

  @Override
  public Response handle(Operation operation, Request request) throws IOException {
    counts.get(operation).increment();
    return inner.handle(operation, request);
  }

  /** Requests by operation name, of the operations seen. */
  public Map<String, Long> counts() {
    Map<String, Long> seen = new TreeMap<>();
    counts.forEach((operation, count) -> seen.put(operation.apiName(), count.sum()));
    seen.values().removeIf(count -> count == 0);
    return seen;
  }

  /** Starts from zero. */
  public void reset() {
    counts.values().forEach(LongAdder::reset);
  }
}
