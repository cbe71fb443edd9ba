package io.stocktake.cli.commands;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.listing.ListedObject;
import io.stocktake.cli.screen.ProgressLine;
import io.stocktake.cli.screen.Screen;
import io.stocktake.cli.screen.Words;
import io.stocktake.manifests.S3Location;
import io.stocktake.planner.inventory.InventoryWriter;
import io.stocktake.planner.inventory.ListedRow;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.LongAdder;

/** Makes inventory deliveries out of listings. */
final class Listings {
  private static final String CONFIG = "listing";
  private static final int REQUESTS = 16;
  static final long ROWS_PER_FILE = 2_000_000;

  private Listings() {}

  /**
   * Lists a bucket into a delivery below {@code out}, showing how far it is.
   *
   * @return where the manifest is
   */
  static Path build(
      Screen screen, boolean quiet, S3Location location, Path out, ConnectionOptions connection)
      throws IOException, InterruptedException {
    LongAdder listed = new LongAdder();
    try (AwsSession session = connection.open(REQUESTS);
        ProgressLine line =
            new ProgressLine(screen, quiet, () -> Words.count(listed.sum(), "object") + " listed");
        InventoryWriter writer =
            new InventoryWriter(
                out,
                location.bucket(),
                location.prefix(),
                CONFIG,
                Clock.systemUTC().instant(),
                ROWS_PER_FILE)) {
      session.checkBucket(location.bucket());
      session
          .listing(location, REQUESTS)
          .run(
              object -> {
                writer.add(row(object));
                listed.increment();
              });
      return writer.finish();
    }
  }

  private static ListedRow row(ListedObject object) {
    return new ListedRow(
        object.key().value(),
        object.size(),
        object.lastModified(),
        object.etag(),
        object.storageClass());
  }
}
