package io.stocktake.cli.options;

import io.stocktake.cli.inputs.ChecksumInputs;
import java.nio.file.Path;
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
        "An applied plan, whose journal knows what the objects hold that it uploaded under SSE-KMS"
            + " or encrypted; used where an ETag proves nothing. A directory of such plans, or of a"
            + " sync, stands for all of them. --state remembers what was used. Repeatable."
      })
  private List<Path> ledgers = List.of();

  /** The evidence that was named. */
  public ChecksumInputs checksums() {
    return new ChecksumInputs(reports, ledgers);
  }
}
