package io.stocktake.lab.fault;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.s3.Endpoint;
import io.stocktake.lab.s3.Operation;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Lets each request wait, and slows down who sends too many for one prefix in a second. */
public final class WeatheredEndpoint implements Endpoint {
  private static final int MAX_PREFIXES = 10_000;

  private final Endpoint inner;
  private final Weather weather;
  private final Map<String, Second> seconds = new ConcurrentHashMap<>();

  /** Passes on to the inner endpoint what is not slowed down. */
  public WeatheredEndpoint(Endpoint inner, Weather weather) {
    this.inner = inner;
    this.weather = weather;
  }

  /** How many requests one second has seen. */
  private record Second(long number, int requests) {
    Second next(long now) {
      return now == number ? new Second(number, requests + 1) : new Second(now, 1);
    }
  }

  @Override
  public Response handle(Operation operation, Request request) throws IOException {
    Pause.of(weather.latency());
    if (weather.requestsPerPrefix() > 0) {
      slowDown(request);
    }
    return inner.handle(operation, request);
  }

  private void slowDown(Request request) {
    if (seconds.size() > MAX_PREFIXES) {
      seconds.clear();
    }
    String prefix =
        request.bucket() + "/" + request.key().substring(0, request.key().lastIndexOf('/') + 1);
    long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
    Second second = seconds.merge(prefix, new Second(now, 1), (before, first) -> before.next(now));
    if (second.requests() > weather.requestsPerPrefix()) {
      throw new S3Exception(S3Error.SLOW_DOWN);
    }
  }
}
