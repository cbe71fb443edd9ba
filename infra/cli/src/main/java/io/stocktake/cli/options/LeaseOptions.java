package io.stocktake.cli.options;

import io.stocktake.aws.AwsSession;
import io.stocktake.cli.parse.Checked;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.lease.BucketLease;
import io.stocktake.executor.lease.LeaseFactory;
import io.stocktake.executor.lease.LeaseOwner;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.ReservedKeys;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Options of the lease that keeps other runs away from the destination. */
public final class LeaseOptions {
  private static final Duration SHORTEST = Duration.ofSeconds(3);
  private static final Duration LONGEST = Duration.ofHours(1);

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

  /**
   * The lease of a destination.
   *
   * @param destination a bucket or a folder in it
   * @param work the plan, or the directory of a sync, for others to be told
   */
  public LeaseFactory leasing(AwsSession session, S3Location destination, Path work, Screen screen)
      throws StocktakeException {
    if (none) {
      return LeaseFactory.NONE;
    }
    if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
      throw StocktakeException.usage("--lease-time must be 3s to 1h");
    }
    String full = key == null ? destination.prefix() + ReservedKeys.LEASE : checked(destination);
    int name = full.lastIndexOf('/') + 1;
    return new BucketLease(
        session.files(new S3Location(destination.bucket(), full.substring(0, name))),
        full.substring(name),
        LeaseOwner.ofThisProcess(
            work.toAbsolutePath().normalize().toString(), Clock.systemUTC().instant()),
        time,
        screen::note);
  }

  /** A key among the destination's objects would have no file, so a plan would delete it. */
  private String checked(S3Location destination) throws StocktakeException {
    String below =
        key.startsWith(destination.prefix()) ? key.substring(destination.prefix().length()) : null;
    if (below != null && !ReservedKeys.covers(below)) {
      throw StocktakeException.usage(
          "--lease-key "
              + key
              + " is among the objects of "
              + destination
              + ", where 'plan --delete' would take it for one without a file; name one outside, or"
              + " below "
              + destination.prefix()
              + ReservedKeys.FOLDER);
    }
    String refusal = "--lease-key '" + key + "' is not the key of an object";
    ObjectKey lease = Checked.value(sentence -> refusal, () -> new ObjectKey(key));
    if (lease.value().endsWith("/") || lease.value().isEmpty()) {
      throw StocktakeException.usage(refusal);
    }
    return lease.value();
  }
}
