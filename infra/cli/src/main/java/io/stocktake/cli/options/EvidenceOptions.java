package io.stocktake.cli.options;

import io.stocktake.aws.AwsSession;
import io.stocktake.cli.inputs.ReportLocation;
import io.stocktake.executor.journal.status.OpaqueETagLedger;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.CompletionReport;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.planner.checksums.ChecksumSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options for evidence of objects' content besides their ETags. */
public final class EvidenceOptions {
  @Option(
      names = "--checksum-report",
      paramLabel = "URI",
      description = {
        "Completion report of a checksum job, used where an ETag proves nothing: its manifest.json"
            + " or folder, in s3:// or on disk. Repeatable."
      })
  private List<String> reports = List.of();

  @Option(
      names = "--ledger",
      paramLabel = "PLAN",
      description = {
        "An applied plan, whose journal has the MD5s of the objects it uploaded under SSE-KMS;"
            + " used where an ETag proves nothing. --state remembers them. Repeatable."
      })
  private List<Path> ledgers = List.of();

  /** The evidence that was named; reports are read while the session is open. */
  public List<ChecksumSource> checksums(AwsSession session) throws IOException {
    List<ChecksumSource> opened = new ArrayList<>();
    for (String report : reports) {
      opened.add(ChecksumSource.of(open(report, session)).named("--checksum-report " + report));
    }
    for (Path ledger : ledgers) {
      PlanBundle bundle = PlanBundle.open(ledger);
      ChecksumSource source = (bucket, sink) -> OpaqueETagLedger.read(bundle, bucket, sink::take);
      opened.add(source.named("--ledger " + ledger));
    }
    return opened;
  }

  private static CompletionReport open(String report, AwsSession session) throws IOException {
    return ReportLocation.open(report, session)
        .orElseThrow(
            () ->
                StocktakeException.environment(
                    "there is no completion report at "
                        + report
                        + "; S3 writes it when the job has ended"));
  }

  /** Whether there are reports, for which S3 may have to be asked. */
  public boolean namesReports() {
    return !reports.isEmpty();
  }
}
