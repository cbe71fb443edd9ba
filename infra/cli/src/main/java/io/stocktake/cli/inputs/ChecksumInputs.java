package io.stocktake.cli.inputs;

import io.stocktake.aws.AwsSession;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.status.OpaqueETagLedger;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.CompletionReport;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.rules.EncryptedNames;
import io.stocktake.manifests.rules.Fingerprints;
import io.stocktake.manifests.rules.PropertyRules;
import io.stocktake.planner.checksums.ChecksumSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Evidence of objects' content besides their ETags, as it is named.
 *
 * @param reports places of completion reports of checksum jobs, for which S3 may have to be asked
 * @param ledgers applied plans, whose journals know what they uploaded
 */
public record ChecksumInputs(List<String> reports, List<Path> ledgers) {
  /** Plans are in a directory, or as parts in the directory of a sync in it. */
  private static final int DEPTH = 2;

  /** None. */
  public static final ChecksumInputs NONE = new ChecksumInputs(List.of(), List.of());

  /**
   * Opens them; reports are read while the session is open.
   *
   * @param session may be null if there are no reports
   */
  List<ChecksumSource> open(AwsSession session) throws IOException {
    List<ChecksumSource> opened = new ArrayList<>();
    for (String report : reports) {
      opened.add(ChecksumSource.of(report(report, session)).named("--checksum-report " + report));
    }
    for (Path ledger : ledgers) {
      List<PlanBundle> plans = plans(ledger);
      opened.add(source(plans).named("--ledger " + ledger));
    }
    return opened;
  }

  private static ChecksumSource source(List<PlanBundle> plans) {
    return (bucket, sink) -> {
      for (PlanBundle plan : plans) {
        OpaqueETagLedger.read(plan, bucket, sink::take);
      }
    };
  }

  /** A plan, or the applied ones in a directory, such as the parts of a sync. */
  private static List<PlanBundle> plans(Path ledger) throws IOException {
    if (PlanBundle.isOne(ledger) || !Files.isDirectory(ledger)) {
      return List.of(PlanBundle.open(ledger));
    }
    List<PlanBundle> plans = new ArrayList<>();
    try (Stream<Path> inside = Files.walk(ledger, DEPTH)) {
      for (Path place : (Iterable<Path>) inside.sorted()::iterator) {
        if (PlanBundle.isOne(place) && Files.exists(place.resolve(Journal.FILE))) {
          plans.add(PlanBundle.open(place));
        }
      }
    }
    if (plans.isEmpty()) {
      throw StocktakeException.usage(
          "--ledger " + ledger + " holds no plan that was applied, nor is it one");
    }
    return plans;
  }

  /**
   * Refuses to encrypt to other keys than the ledgers' plans did, or not at all.
   *
   * @throws StocktakeException of kind REFUSED that names both
   */
  void refuseOtherRecipients(Fingerprints recipients) throws IOException {
    for (Path ledger : ledgers) {
      for (PlanBundle plan : plans(ledger)) {
        Fingerprints before = new EncryptedNames(PropertyRules.of(plan.plan())).all();
        if (!before.fingerprints().isEmpty() && !before.equals(recipients)) {
          throw StocktakeException.refused(
              "the plan "
                  + plan.directory()
                  + " encrypted files to "
                  + before.text()
                  + ", and this one would to "
                  + (recipients.fingerprints().isEmpty() ? "nobody" : recipients.text())
                  + "; nothing was planned: if that is meant, give --change-recipients");
        }
      }
    }
  }

  private static CompletionReport report(String place, AwsSession session) throws IOException {
    return ReportLocation.open(place, session)
        .orElseThrow(
            () ->
                StocktakeException.environment(
                    "there is no completion report at "
                        + place
                        + "; S3 writes it when the job has ended"));
  }
}
