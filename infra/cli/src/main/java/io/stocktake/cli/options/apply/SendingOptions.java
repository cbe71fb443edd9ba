package io.stocktake.cli.options.apply;

import io.stocktake.cli.inputs.ReloadableRates;
import io.stocktake.cli.parse.Checked;
import io.stocktake.cli.parse.Converters.ByteSize;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.control.throttle.RateSchedule;
import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.executor.direct.DirectOptions.FailurePolicy;
import io.stocktake.executor.direct.DirectOptions.InFlight;
import io.stocktake.executor.direct.DirectOptions.Multipart;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.SystemErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of the direct route: concurrency, memory, part sizes and rate limits. */
final class SendingOptions {
  @Option(
      names = "--max-in-flight",
      paramLabel = "N",
      description =
          "Most concurrent requests for files and parts (default: ${DEFAULT-VALUE}). Concurrency"
              + " adapts below that: fewer where more gain nothing, or where the store asks to"
              + " slow down.",
      defaultValue = "128")
  private int maxInFlight;

  @Option(
      names = "--max-bytes-in-flight",
      paramLabel = "SIZE",
      description = "Memory for file content (default: 512Mi, or a third of the heap).")
  private ByteSize maxBytesInFlight;

  @Option(
      names = "--multipart-threshold",
      paramLabel = "SIZE",
      defaultValue = "64Mi",
      description = "Size from which a file is sent in parts (default: 64Mi).")
  private ByteSize multipartThreshold;

  @Option(
      names = "--bandwidth",
      converter = ReloadableRates.Bandwidth.class,
      paramLabel = "RATE",
      description = {
        "Upload limit in bytes per second, such as 50M, or a timetable such as 'Mon-Fri"
            + " 08:00-18:00 50M; Sat,Sun off; 500M', where the first matching entry counts"
            + " (default: no limit). Reloaded from the --config file on SIGHUP."
      })
  private RateSchedule bandwidth = RateSchedule.OFF;

  @Option(
      names = "--requests",
      converter = ReloadableRates.Requests.class,
      paramLabel = "N",
      description = {
        "Limit of requests per second, or a timetable as for --bandwidth; reloaded on SIGHUP"
            + " (default: no limit)."
      })
  private RateSchedule requests = RateSchedule.OFF;

  @Option(
      names = "--delta",
      paramLabel = "DIR",
      description = {
        "Send only what changed inside a file that is sent in parts; the store copies the rest"
            + " from the object. The directory keeps digests of what was sent, so it works from"
            + " the second upload on. A file whose bytes have moved gets an ETag that only 'plan"
            + " --ledger' can compare; see README."
      })
  private Path delta;

  @Option(
      names = "--no-undo",
      description = {
        "Write no undo plan in a versioned bucket. It costs a request for each object that was"
            + " overwritten or deleted."
      })
  private boolean noUndo;

  /** The rates asked for, from now on until they are closed. */
  ReloadableRates rates(Path config, Screen screen) {
    return new ReloadableRates(bandwidth, requests, Optional.ofNullable(config), screen);
  }

  /**
   * What was asked for.
   *
   * @param partSize size of a part
   * @throws StocktakeException if no signatures can be kept where they shall be
   */
  DirectOptions options(ByteSize partSize) throws StocktakeException {
    long bytes = maxBytesInFlight == null ? InFlight.defaults().bytes() : maxBytesInFlight.bytes();
    return Checked.options(
        () ->
            new DirectOptions(
                new InFlight(maxInFlight, Math.max(bytes, multipartThreshold.bytes())),
                new Multipart(
                    multipartThreshold.bytes(), partSize.bytes(), Multipart.DEFAULT.copyLimit()),
                FailurePolicy.DEFAULT,
                delta == null ? Optional.empty() : Optional.of(writable(delta)),
                !noUndo));
  }

  private static Path writable(Path directory) throws StocktakeException {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw StocktakeException.usage(
          "--delta " + directory + " cannot be made: " + SystemErrors.reason(e));
    }
    if (!Files.isWritable(directory)) {
      throw StocktakeException.usage("--delta " + directory + " cannot be written to");
    }
    return directory;
  }
}
