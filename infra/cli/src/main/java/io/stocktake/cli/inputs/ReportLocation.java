package io.stocktake.cli.inputs;

import io.stocktake.aws.AwsSession;
import io.stocktake.cli.parse.Checked;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.CompletionReport;
import io.stocktake.manifests.inventory.LocalDeliveryFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The location of a completion report as users give it: its manifest.json or the folder of that.
 */
public final class ReportLocation {
  private static final String MANIFEST = "manifest.json";

  private ReportLocation() {}

  /** The report at a place in S3 or on disk, if it is there yet. */
  public static Optional<CompletionReport> open(String place, AwsSession session)
      throws IOException {
    if (!S3Location.isS3(place)) {
      Path path = Path.of(place).toAbsolutePath();
      Path folder = Files.isDirectory(path) ? path : path.getParent();
      String name = Files.isDirectory(path) ? MANIFEST : path.getFileName().toString();
      return CompletionReport.open(new LocalDeliveryFiles(folder), name);
    }
    S3Location manifest = manifest(place);
    return CompletionReport.open(session.deliveries(manifest.bucket()), manifest.prefix());
  }

  /** The manifest that a user means by its own place or that of its folder. */
  public static S3Location manifest(String place) throws StocktakeException {
    S3Location given = Checked.value(() -> S3Location.parse(place));
    return given.prefix().endsWith("/" + MANIFEST) || given.prefix().equals(MANIFEST)
        ? given
        : given.asFolder().resolve(MANIFEST);
  }
}
