package io.stocktake.cli.inputs;

import io.stocktake.aws.AwsSession;
import io.stocktake.executor.journal.status.OpaqueETagLedger;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.CompletionReport;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.planner.checksums.ChecksumSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Evidence of objects' content besides their ETags, as it is named.
 *
 * @param reports places of completion reports of checksum jobs, for which S3 may have to be asked
 * @param ledgers applied plans, whose journals know what they uploaded
 */
public record ChecksumInputs(List<String> reports, List<Path> ledgers) {
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
      PlanBundle bundle = PlanBundle.open(ledger);
      ChecksumSource source = (bucket, sink) -> OpaqueETagLedger.read(bundle, bucket, sink::take);
      opened.add(source.named("--ledger " + ledger));
    }
    return opened;
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
