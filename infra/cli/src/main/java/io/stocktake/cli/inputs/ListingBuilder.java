package io.stocktake.cli.inputs;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.listing.BucketListing;
import io.stocktake.aws.listing.ListedObject;
import io.stocktake.aws.listing.UnorderedListingException;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.ProgressLine;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.S3Location;
import io.stocktake.planner.inventory.listing.InventoryWriter;
import io.stocktake.planner.inventory.listing.ListedRow;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.LongAdder;

/** Makes inventory deliveries out of listings. */
public final class ListingBuilder {
  private static final String CONFIG = "listing";
  private static final int REQUESTS = 16;
  static final long ROWS_PER_FILE = 2_000_000;

  private ListingBuilder() {}

  /** Lists a location from its begin to its end. */
  @FunctionalInterface
  private interface Way {
    void run(BucketListing listing, BucketListing.ObjectConsumer sink) throws IOException;
  }

  /**
   * Lists a bucket into a delivery below {@code out}, showing how far it is. A store that lists in
   * another order than S3 is listed again from the begin, by one request after the other.
   *
   * @return where the manifest is
   */
  public static Path build(
      Screen screen, boolean quiet, S3Location location, Path out, SessionFactory sessions)
      throws IOException, InterruptedException {
    try (AwsSession session = sessions.open(REQUESTS)) {
      session.checkBucket(location.bucket());
      BucketListing listing = session.listing(location, REQUESTS);
      try {
        return build(screen, quiet, location, out, listing, BucketListing::run);
      } catch (UnorderedListingException e) {
        screen.note(
            e.getMessage() + "; it is listed by one request after the other, which is slow");
        return build(screen, quiet, location, out, listing, BucketListing::runInSequence);
      }
    }
  }

  public static Path build(
      Screen screen, boolean quiet, S3Location location, Path out, BucketListing listing, Way way)
      throws IOException, InterruptedException {
    LongAdder listed = new LongAdder();
    try (ProgressLine line =
            new ProgressLine(
                screen, quiet, () -> NumberFormat.count(listed.sum(), "object") + " listed");
        InventoryWriter writer =
            new InventoryWriter(
                out,
                location.bucket(),
                location.prefix(),
                CONFIG,
                Clock.systemUTC().instant(),
                ROWS_PER_FILE)) {
      way.run(
          listing,
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
