package io.stocktake.cli.inputs;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.keys.CustomerKeys;
import io.stocktake.aws.keys.KeyFingerprints;
import io.stocktake.cli.encryption.RecipientKeys;
import io.stocktake.cli.inputs.store.LeaseChoice;
import io.stocktake.cli.inputs.store.StoreGuarantees;
import io.stocktake.cli.inputs.store.StoreGuarantees.GuardedStore;
import io.stocktake.cli.parse.Version;
import io.stocktake.cli.sync.SyncDirectory;
import io.stocktake.cli.sync.SyncRun;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.apply.ApplyConditions;
import io.stocktake.executor.apply.PlanExecutor;
import io.stocktake.executor.batch.setup.BatchSetup;
import io.stocktake.executor.control.throttle.RateLimits;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.executor.lease.LeaseFactory;
import io.stocktake.executor.snapshot.SnapshotSealer;
import io.stocktake.manifests.ReservedKeys;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.safety.Safety;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * A destination, opened to be written to and closed after the command: its store with guarantees,
 * throttle, keys and lease.
 */
public final class ApplySession implements Closeable {
  private final Target target;
  private final Settings settings;
  private final RequestThrottle throttle;
  private final AwsSession session;
  private final GuardedStore store;
  private final LeaseFactory lease;

  /**
   * What is written to.
   *
   * @param folder a bucket or a folder in it
   * @param work the plan, or the directory of a sync, for others to be told
   * @param keys which object is under which of the customer's keys
   * @param recipients the OpenPGP keys that files are encrypted to
   * @param question which guarantees of the store are needed
   * @param probes where it is kept what a probe of the store found; nowhere without one
   */
  public record Target(
      S3Location folder,
      Path work,
      CustomerKeys keys,
      RecipientKeys recipients,
      StoreGuarantees.Question question,
      Optional<Path> probes) {}

  /**
   * How it is written to.
   *
   * @param direct how rows are done
   * @param guarantees those of the store, and those to do without
   * @param lease which lease keeps other runs away
   * @param rates limits, which may change meanwhile
   */
  public record Settings(
      DirectOptions direct, StoreGuarantees guarantees, LeaseChoice lease, RateLimits rates) {}

  private ApplySession(
      Target target, Settings settings, RequestThrottle throttle, AwsSession session, Screen screen)
      throws IOException {
    this.target = target;
    this.settings = settings;
    this.throttle = throttle;
    this.session = session;
    session.checkBucket(target.folder().bucket());
    this.store =
        settings
            .guarantees()
            .open(session, target.folder(), target.keys(), target.question(), target.probes());
    this.lease = settings.lease().factory(session, target.folder(), target.work(), screen::note);
  }

  /** Opens all. */
  public static ApplySession open(
      Target target, Settings settings, SessionFactory sessions, Screen screen) throws IOException {
    if (target.recipients().any() && settings.direct().signatures().isPresent()) {
      throw StocktakeException.usage(
          "--delta finds what changed inside an object, which encryption hides: leave it out for"
              + " files that are encrypted");
    }
    int requests = settings.direct().inFlight().requests();
    RequestThrottle throttle = RequestThrottle.of(settings.rates(), requests);
    AwsSession session = sessions.open(requests, throttle);
    try {
      return new ApplySession(target, settings, throttle, session, screen);
    } catch (IOException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** What jobs are made with. */
  public AwsSession aws() {
    return session;
  }

  /**
   * What carries out one plan, under {@link #conditions}.
   *
   * @param batch the way for jobs; without one all rows are done from here
   */
  public PlanExecutor executor(PlanBundle bundle, Optional<BatchSetup> batch) {
    return new PlanExecutor(
        bundle, store.store(), store.held(), batch, settings.direct(), throttle, Clock.systemUTC());
  }

  /**
   * What carries out the parts of a plan while it is made, under {@link #lease}.
   *
   * @param maxRows rows of a part at most, but for the last
   */
  public SyncRun sync(SyncDirectory directory, int maxRows) {
    return new SyncRun(
        directory,
        store.store(),
        store.held(),
        settings.direct(),
        throttle,
        maxRows,
        conditions(Safety.NONE, LeaseFactory.NONE));
  }

  /** Keeps other runs away from the destination. */
  public LeaseFactory lease() {
    return lease;
  }

  /** What a plan is carried out under: the lease, the keys it always had, and these limits. */
  public ApplyConditions conditions(Safety safety) {
    return conditions(
        safety,
        lost -> {
          // Here no other run of the plan may go on, and nothing has been written yet.
          new KeyFingerprints(target.work()).insist(target.keys());
          return lease.take(lost);
        });
  }

  private ApplyConditions conditions(Safety safety, LeaseFactory taken) {
    return new ApplyConditions(
        safety,
        taken,
        store.notes(),
        Version.text(),
        Optional.of(
            new SnapshotSealer(session.files(snapshots(target.folder())), SyncDirectory::partsOf)),
        target.recipients()::contents);
  }

  /** Where the snapshots of a destination are kept. */
  public static S3Location snapshots(S3Location destination) {
    S3Location folder = destination.asFolder();
    return new S3Location(folder.bucket(), folder.prefix() + ReservedKeys.SNAPSHOTS);
  }

  @Override
  public void close() {
    session.close();
  }
}
