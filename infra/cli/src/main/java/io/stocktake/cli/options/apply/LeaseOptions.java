package io.stocktake.cli.options.apply;

import io.stocktake.cli.inputs.store.LeaseChoice;
import io.stocktake.executor.lease.BucketLease;
import io.stocktake.manifests.ReservedKeys;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of the lease that keeps other runs away from the destination. */
final class LeaseOptions {
  @Option(
      names = "--no-lease",
      description = {
        "Do not take a lease (an object that keeps other runs away from the destination). For"
            + " stores without conditional writes, and credentials that may not write there."
      })
  private boolean none;

  @Option(
      names = "--lease-key",
      paramLabel = "KEY",
      description = {
        "Keep the lease here, in the destination's bucket (default: "
            + ReservedKeys.LEASE
            + " below the destination); outside of the destination, or below its "
            + ReservedKeys.FOLDER
            + ". All runs that are to keep each other away need the same."
      })
  private String key;

  @Option(
      names = "--lease-time",
      paramLabel = "AGE",
      description = {
        "How long a lease lasts without being renewed (default: 5m). It is renewed every third of"
            + " that."
      })
  private Duration time = BucketLease.LASTS;

  /** What was asked for. */
  LeaseChoice choice() {
    return new LeaseChoice(!none, Optional.ofNullable(key), time);
  }
}
