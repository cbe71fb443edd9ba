package io.stocktake.manifests.inventory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Digests;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One complete delivery: complete means that {@code manifest.checksum}, which S3 writes last,
 * exists and is the MD5 of {@code manifest.json}.
 *
 * @param files where its files are
 * @param manifestKey the key of its manifest
 * @param manifest what the manifest says
 * @param passedOver newer deliveries that were not complete, as a user would name them
 */
public record InventoryDelivery(
    DeliveryFiles files, String manifestKey, InventoryManifest manifest, List<String> passedOver) {
  private static final String MANIFEST = "manifest.json";
  private static final String CHECKSUM = "manifest.checksum";
  private static final Pattern STAMP = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\dZ/");
  private static final int MAX_MANIFEST_BYTES = 256 << 20;

  /**
   * Opens the delivery that {@code key} names: a manifest, or a configuration's prefix, of which
   * the newest complete delivery is taken.
   *
   * @throws StocktakeException if there is no complete delivery
   */
  public static InventoryDelivery find(DeliveryFiles files, String key) throws IOException {
    return key.endsWith(".json") ? open(files, key) : newest(files, folder(key));
  }

  /** Where the manifest is, as a user would name it. */
  public String describe() {
    return files.describe(manifestKey);
  }

  private static InventoryDelivery newest(DeliveryFiles files, String prefix) throws IOException {
    List<String> names = list(files, prefix);
    if (names.contains(MANIFEST)) {
      return open(files, prefix + MANIFEST);
    }
    List<String> stamps = new ArrayList<>(names);
    stamps.removeIf(name -> !STAMP.matcher(name).matches());
    stamps.sort(Collections.reverseOrder());
    List<String> passedOver = new ArrayList<>();
    for (String stamp : stamps) {
      String key = prefix + stamp + MANIFEST;
      Manifest manifest = verified(files, key);
      if (manifest.flaw().isEmpty()) {
        return of(files, key, manifest.json(), List.copyOf(passedOver));
      }
      passedOver.add(manifest.flaw());
    }
    throw StocktakeException.environment(
        "there is no complete inventory delivery below "
            + files.describe(prefix)
            + (passedOver.isEmpty()
                ? "; name a manifest.json, or the folder that holds the dated folders"
                : ": " + String.join("; ", passedOver)));
  }

  private static InventoryDelivery open(DeliveryFiles files, String key) throws IOException {
    Manifest manifest = verified(files, key);
    if (!manifest.flaw().isEmpty()) {
      throw StocktakeException.environment(
          manifest.flaw() + "; fetch it again or name another delivery");
    }
    return of(files, key, manifest.json(), List.of());
  }

  private static InventoryDelivery of(
      DeliveryFiles files, String key, byte[] json, List<String> passedOver)
      throws StocktakeException {
    InventoryManifest manifest = InventoryManifest.parse(json, files.describe(key));
    return new InventoryDelivery(files, key, manifest, passedOver);
  }

  /** A manifest's bytes, and why it cannot be trusted; empty if it can. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Manifest(byte[] json, String flaw) {}

  private static Manifest verified(DeliveryFiles files, String key) throws IOException {
    String checksumKey = key.substring(0, key.lastIndexOf('/') + 1) + CHECKSUM;
    Optional<byte[]> checksum = read(files, checksumKey);
    Optional<byte[]> json = read(files, key);
    if (json.isEmpty() || checksum.isEmpty()) {
      String missing = files.describe(json.isEmpty() ? key : checksumKey);
      return new Manifest(new byte[0], missing + " does not exist: the delivery is incomplete");
    }
    String expected = new String(checksum.get(), US_ASCII).strip();
    String actual = Digests.hex(Digests.md5().digest(json.get()));
    String flaw =
        actual.equalsIgnoreCase(expected)
            ? ""
            : files.describe(key) + " does not match its manifest.checksum: it is damaged";
    return new Manifest(json.get(), flaw);
  }

  private static Optional<byte[]> read(DeliveryFiles files, String key) throws IOException {
    try (InputStream in = files.open(key)) {
      return Optional.of(in.readNBytes(MAX_MANIFEST_BYTES));
    } catch (FileNotFoundException | NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static List<String> list(DeliveryFiles files, String prefix) throws IOException {
    try {
      return files.list(prefix);
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw StocktakeException.environment(
          "there is no inventory at " + files.describe(prefix) + ": no such file or folder");
    }
  }

  private static String folder(String prefix) {
    return prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
  }
}
