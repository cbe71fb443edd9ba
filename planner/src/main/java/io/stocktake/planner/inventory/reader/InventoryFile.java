package io.stocktake.planner.inventory.reader;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.inventory.listing.ObjectList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Detects by its first bytes what kind of file was given as an inventory. */
public enum InventoryFile {
  /** The manifest of a delivery, or JSON that says to be one. */
  MANIFEST,
  /** What {@code aws s3api} lists, see {@link ObjectList}. */
  OBJECT_LIST;

  private static final int HEAD = 4096;
  private static final String LIVE =
      "; name the manifest.json of a delivery, the output of 'aws s3api list-objects-v2', or live";

  /** What begins so is a part of a delivery; formats: Parquet, ORC, and RFC 1952 for gzip. */
  private static final Map<String, String> DATA =
      Map.of("PAR1", "a Parquet", "ORC", "an ORC", "\u001f\u008b", "a compressed CSV");

  /**
   * Recognises a file.
   *
   * @throws StocktakeException if it is nothing that lists a bucket, with what to give instead
   */
  public static InventoryFile of(Path file) throws IOException {
    String head;
    try (InputStream in = Files.newInputStream(file)) {
      head = new String(in.readNBytes(HEAD), ISO_8859_1);
    }
    String text = head.strip();
    Optional<String> data = DATA.keySet().stream().filter(head::startsWith).findFirst();
    if (text.isEmpty()) {
      throw refuse(file, "is empty, so it lists no bucket, not even an empty one" + LIVE);
    }
    if (data.isPresent()) {
      throw refuse(file, "is " + DATA.get(data.get()) + " data file" + ofDelivery());
    }
    if (text.startsWith("s3://")) {
      throw refuse(file, "is a list of data files (symlink.txt)" + ofDelivery());
    }
    if (!text.startsWith("{") && !text.startsWith("[")) {
      throw refuse(file, "is neither a manifest nor a list of objects" + LIVE);
    }
    return text.startsWith("{") && ObjectList.isManifest(file) ? MANIFEST : list(file);
  }

  private static InventoryFile list(Path file) throws IOException {
    if (!ObjectList.isOne(file)) {
      throw refuse(
          file, "is JSON, but neither an inventory's manifest nor a list of objects" + LIVE);
    }
    return OBJECT_LIST;
  }

  /**
   * Refuses a key that by its name is part of a delivery, but not its manifest.
   *
   * @param name the key, as a user would name it
   */
  public static void check(String name) throws StocktakeException {
    if (name.matches(".*(\\.parquet|\\.orc|\\.csv\\.gz|/symlink\\.txt|/manifest\\.checksum)")) {
      throw StocktakeException.usage(name + " is a file" + ofDelivery());
    }
  }

  private static String ofDelivery() {
    return " of an inventory delivery; name the delivery's manifest.json, or the folder that holds"
        + " its dated folders";
  }

  private static StocktakeException refuse(Path file, String why) {
    return StocktakeException.usage("the inventory " + file + " " + why);
  }
}
