package io.stocktake.executor.batch.routing;

import java.time.LocalDate;

/**
 * What S3 charges, in dollars. They change: a user keeps them in a file of their own.
 *
 * @param asOf when they were looked up
 * @param writesPerThousand 1,000 PUT, COPY or POST requests, tagging included
 * @param readsPerThousand 1,000 GET or HEAD requests
 * @param perJob one job of S3 Batch Operations
 * @param perMillionObjects a million objects in jobs, beside their requests
 */
public record Prices(
    LocalDate asOf,
    double writesPerThousand,
    double readsPerThousand,
    double perJob,
    double perMillionObjects) {
  public Prices {
    check("writes-per-thousand", writesPerThousand);
    check("reads-per-thousand", readsPerThousand);
    check("per-job", perJob);
    check("per-million-objects", perMillionObjects);
  }

  private static void check(String name, double price) {
    if (!(price >= 0)) {
      throw new IllegalArgumentException("price " + name + " must not be negative, is " + price);
    }
  }
}
