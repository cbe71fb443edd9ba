package io.stocktake.cli.commands;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.uploads.OpenUpload;
import io.stocktake.aws.uploads.UploadListing;
import io.stocktake.cli.options.ConnectionOptions;
import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.parse.Converters.Moment;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.S3Location;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stocktake uploads}. */
@Command(
    name = "uploads",
    mixinStandardHelpOptions = true,
    description = {
      "List and abort incomplete multipart uploads of a bucket.",
      "Their parts cost storage, though no listing of objects shows them."
    })
public final class UploadsCommand implements Runnable {
  private final Screen screen;
  private @Spec CommandSpec spec;
  private long count;
  private long bytes;
  private long untold;
  private long left;

  /** An upload; parts and bytes that it holds, if the store tells. */
  private record UploadView(
      String key,
      String uploadId,
      Instant initiated,
      Optional<Integer> parts,
      Optional<Long> bytes) {
    private static UploadView of(OpenUpload upload) {
      return new UploadView(
          upload.key().value(),
          upload.id(),
          upload.initiated(),
          upload.held().map(OpenUpload.Held::parts),
          upload.held().map(OpenUpload.Held::bytes));
    }
  }

  /** Commands that speak to this screen. */
  public UploadsCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: stocktake uploads list or abort");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List incomplete multipart uploads below a prefix, of any client.")
  int list(
      @Parameters(paramLabel = "S3URI", description = "s3://BUCKET[/PREFIX]") S3Location where,
      @Option(
              names = "--older-than",
              paramLabel = "AGE",
              description = "Only those begun longer ago than this, such as 7d.")
          Moment olderThan,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOptions output)
      throws IOException {
    Instant before = olderThan == null ? Instant.MAX : olderThan.time();
    try (AwsSession session = connection.open(1)) {
      session.checkBucket(where.bucket());
      session.uploads(where).run(before, upload -> show(upload, output));
    }
    return end(output, "unfinished upload", "", " in parts");
  }

  @Command(
      name = "abort",
      mixinStandardHelpOptions = true,
      description = {
        "Abort incomplete multipart uploads below a prefix that are older than AGE.",
        "An aborted upload cannot be resumed by apply; it starts again."
      })
  int abort(
      @Parameters(paramLabel = "S3URI", description = "s3://BUCKET[/PREFIX]") S3Location where,
      @Option(
              names = "--older-than",
              required = true,
              paramLabel = "AGE",
              description =
                  "Age from which an upload counts as abandoned, such as 7d; nothing that runs"
                      + " should take as long.")
          Moment olderThan,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOptions output)
      throws IOException {
    try (AwsSession session = connection.open(1)) {
      session.checkBucket(where.bucket());
      UploadListing uploads = session.uploads(where);
      uploads.run(
          olderThan.time(),
          upload -> {
            try {
              uploads.abort(upload);
            } catch (IOException e) {
              refused(upload, e);
              return;
            }
            show(upload, output);
          });
    }
    return end(output, "upload", " aborted", " freed");
  }

  /** One that cannot be aborted is named; the others are aborted nevertheless. */
  private void refused(OpenUpload upload, IOException why) {
    left++;
    screen.error(
        "the upload "
            + upload.id()
            + " of "
            + Printable.of(upload.key().value())
            + " was not aborted: "
            + why.getMessage());
  }

  private void show(OpenUpload upload, OutputOptions output) throws IOException {
    count++;
    bytes += upload.held().map(OpenUpload.Held::bytes).orElse(0L);
    untold += upload.held().isPresent() ? 0 : 1;
    output.show(screen, UploadView.of(upload), this::print);
  }

  private void print(UploadView upload) {
    screen.line(
        "%s  %10s  %s  %s",
        upload.initiated(),
        upload.bytes().map(NumberFormat::bytes).orElse("?"),
        Printable.of(upload.key()),
        upload.uploadId());
  }

  private int end(OutputOptions output, String noun, String done, String held) {
    if (!output.json) {
      screen.line(
          "%s%s, %s%s.", NumberFormat.count(count, noun), done, NumberFormat.bytes(bytes), held);
      if (untold > 0) {
        screen.note(
            "the store does not list the parts of uploads (ListParts), so what "
                + untold
                + " of them hold is not known");
      }
    }
    return ExitCode.doneIf(left == 0).code();
  }
}
