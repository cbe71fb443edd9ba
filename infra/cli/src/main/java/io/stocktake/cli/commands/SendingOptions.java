package io.stocktake.cli.commands;

import io.stocktake.cli.commands.Converters.ByteSize;
import io.stocktake.executor.direct.DirectOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How files are sent from here. */
final class SendingOptions {
  @Option(
      names = "--max-in-flight",
      paramLabel = "N",
      description = "Files and parts being sent at once (default: ${DEFAULT-VALUE}).",
      defaultValue = "64")
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

  private @Spec(Spec.Target.MIXEE) CommandSpec command;

  /**
   * What was asked for.
   *
   * @param partSize size of a part
   * @throws ParameterException if that cannot be
   */
  DirectOptions options(ByteSize partSize) {
    try {
      DirectOptions defaults = DirectOptions.defaults();
      long bytes =
          maxBytesInFlight == null ? defaults.maxBytesInFlight() : maxBytesInFlight.bytes();
      return defaults
          .withInFlight(maxInFlight, Math.max(bytes, multipartThreshold.bytes()))
          .withMultipart(multipartThreshold.bytes(), partSize.bytes());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage());
    }
  }
}
