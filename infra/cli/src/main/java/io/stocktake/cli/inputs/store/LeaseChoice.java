package io.stocktake.cli.inputs.store;

import io.stocktake.aws.AwsSession;
import io.stocktake.cli.parse.Checked;
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
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which lease keeps other runs away from a destination.
 *
 * @param taken whether there is to be one
 * @param key where it is kept in the destination's bucket, if not below the destination
 * @param time how long it lasts without being renewed
 */
public record LeaseChoice(boolean taken, Optional<String> key, Duration time) {
  private static final Duration SHORTEST = Duration.ofSeconds(3);
  private static final Duration LONGEST = Duration.ofHours(1);

  /**
   * The lease of a destination.
   *
   * @param destination a bucket or a folder in it
   * @param work the plan, or the directory of a sync, for others to be told
   * @param notes is told what happens to the lease
   */
  public LeaseFactory factory(
      AwsSession session, S3Location destination, Path work, Consumer<String> notes)
      throws StocktakeException {
    if (!taken) {
      return LeaseFactory.NONE;
    }
    if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
      throw StocktakeException.usage("--lease-time must be 3s to 1h");
    }
    String full =
        key.isPresent()
            ? checked(key.get(), destination)
            : destination.prefix() + ReservedKeys.LEASE;
    int name = full.lastIndexOf('/') + 1;
    return new BucketLease(
        session.files(new S3Location(destination.bucket(), full.substring(0, name))),
        full.substring(name),
        LeaseOwner.ofThisProcess(
            work.toAbsolutePath().normalize().toString(), Clock.systemUTC().instant()),
        time,
        notes);
  }

  /** A key among the destination's objects would have no file, so a plan would delete it. */
  private static String checked(String key, S3Location destination) throws StocktakeException {
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
    if (lease.value().endsWith("/")) {
      throw StocktakeException.usage(refusal);
    }
    return lease.value();
  }
}
