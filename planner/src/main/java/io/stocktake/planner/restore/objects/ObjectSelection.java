package io.stocktake.planner.restore.objects;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.ReservedKeys;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.IOConsumer;
import io.stocktake.planner.inventory.ObjectVersion;
import io.stocktake.planner.inventory.reader.InventoryReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Selects the objects below a prefix from an inventory: the current ones, or those of a point in
 * time. What this program keeps below the prefix for itself takes no part.
 */
public final class ObjectSelection {
  private final InventoryReader inventory;
  private final String name;
  private final byte[] prefix;
  private final byte[] reserved;
  private final Optional<Instant> at;
  private final LongAdder later = new LongAdder();

  /**
   * A selection.
   *
   * @param inventory the inventory
   * @param name how to call the inventory in messages
   * @param prefix empty, or ending in a slash
   * @param at the time; empty for now
   */
  public ObjectSelection(
      InventoryReader inventory, String name, String prefix, Optional<Instant> at) {
    this.inventory = inventory;
    this.name = name;
    this.prefix = prefix.getBytes(UTF_8);
    this.reserved = (prefix + ReservedKeys.FOLDER).getBytes(UTF_8);
    this.at = at;
  }

  /**
   * Gives the objects to a sink, from one or several threads.
   *
   * @param scratch a directory for temporary files alone
   * @param objects takes the objects
   * @param uncertain takes one version of each key of which the newest cannot be told
   * @return rows read
   * @throws StocktakeException if the inventory does not tell what is asked for
   */
  public long select(
      Path scratch, IOConsumer<RestoreObject> objects, IOConsumer<RestoreObject> uncertain)
      throws IOException, InterruptedException {
    if (at.isEmpty()) {
      return inventory.readVersions(
          version -> {
            if (version.isCurrent() && isBelow(version.row().key())) {
              objects.accept(RestoreObject.of(version));
            }
          });
    }
    try (ObjectHistory history = new ObjectHistory(scratch)) {
      long rows = inventory.readVersions(version -> collect(version, history));
      if (rows == 0) {
        throw StocktakeException.usage(
            FailureCode.INVENTORY_WITHOUT_VERSIONS,
            "the inventory at "
                + name
                + " lists nothing, so it does not tell what was there at "
                + at.get());
      }
      history.choose(objects, uncertain);
      return rows;
    }
  }

  /** Versions below the prefix that are newer than the time. */
  public long later() {
    return later.sum();
  }

  private void collect(ObjectVersion version, ObjectHistory history) throws IOException {
    if (!version.tellsVersions()) {
      throw StocktakeException.usage(
          FailureCode.INVENTORY_WITHOUT_VERSIONS,
          "the inventory at "
              + name
              + " lists current objects alone, so it does not tell what was there at "
              + at.orElseThrow());
    }
    if (!isBelow(version.row().key())) {
      return;
    }
    if (version.modified().isEmpty()) {
      throw StocktakeException.usage(
          FailureCode.INVENTORY_WITHOUT_DATES,
          "the inventory at "
              + name
              + " does not say when "
              + new String(version.row().key(), UTF_8)
              + " was written, so it does not tell what was there at "
              + at.orElseThrow());
    }
    if (version.modified().get().isAfter(at.orElseThrow())) {
      later.increment();
    } else {
      history.add(version);
    }
  }

  private boolean isBelow(byte[] key) {
    return startsWith(key, prefix) && !startsWith(key, reserved);
  }

  private static boolean startsWith(byte[] key, byte[] beginning) {
    return key.length >= beginning.length
        && Arrays.equals(key, 0, beginning.length, beginning, 0, beginning.length);
  }
}
