package io.stocktake.planner.restore.source;

import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.io.IOConsumer;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.planner.restore.paths.PlacedObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Where the objects to restore are known from, and which path each of them has. */
public interface ObjectSource {
  /**
   * Which objects are selected, and what the selection may use.
   *
   * @param source the bucket, and the prefix in it; empty, or ending in a slash
   * @param at the time as of which objects are restored; empty for the current ones
   * @param renamesUnsafe whether a key that is no path gets one that is encoded
   * @param threads how many threads may read
   * @param scratch a directory for temporary files alone
   */
  record Selection(
      S3Location source, Optional<Instant> at, boolean renamesUnsafe, int threads, Path scratch) {}

  /**
   * What was selected from.
   *
   * @param evidence what the source is
   * @param note what a reader of the plan should know of it
   */
  record Selected(Plan.Inventory evidence, String note) {}

  /** Its address. */
  String name();

  /** How to call it in messages. */
  String describe();

  /** The bucket, and the prefix of all keys that it knows. */
  S3Location covers();

  /** When the objects were seen. */
  Instant scanned();

  /** Whether there may have been entries that it does not know. */
  boolean mayLackEntries();

  /** Whether it knows all directories, also those without a mark among the objects. */
  boolean knowsDirectories();

  /**
   * Gives the objects to a sink, from one or several threads.
   *
   * @throws io.stocktake.manifests.StocktakeException if it does not tell what is asked for
   */
  Selected select(Selection selection, IOConsumer<PlacedObject> sink)
      throws IOException, InterruptedException;
}
