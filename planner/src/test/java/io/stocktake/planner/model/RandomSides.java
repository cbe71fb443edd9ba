package io.stocktake.planner.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.inventory.InventoryDelivery;
import io.stocktake.manifests.io.Digests;
import io.stocktake.planner.TestDelivery;
import io.stocktake.planner.TestDelivery.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A random source and a random inventory of all kinds of rows: names with and without a file, each
 * with any number of versions of an object, that have the file's content or another.
 */
public final class RandomSides {
  private static final int NAMES = 24;
  private static final List<String> CONTENTS = List.of("", "a", "b", "cc", "dd", "eee");
  private static final List<String> ENCRYPTIONS =
      List.of("SSE-S3", "SSE-S3", "SSE-S3", "NOT-SSE", "SSE-KMS", "DSSE-KMS", "SSE-C");
  private static final String COLUMNS =
      TestDelivery.ALL_VERSIONS.replace("}", "  optional binary storage_class (STRING);\n}");

  private final Path source;
  private final String prefix;
  private final Random random;
  private final Map<String, String> files = new TreeMap<>();
  private final List<Row> objects = new ArrayList<>();

  /**
   * Makes both sides.
   *
   * @param source a directory for the files
   * @param prefix of the keys, up to the name of a file
   */
  public RandomSides(Path source, String prefix, Random random) throws IOException {
    this.source = source;
    this.prefix = prefix;
    this.random = random;
    write("always", "there is a file");
    for (int i = 0; i < NAMES; i++) {
      String name = "d" + random.nextInt(3) + "/f " + i + "+%ü";
      String content = content();
      if (random.nextInt(4) > 0) {
        write(name, content);
      }
      if (random.nextInt(4) > 0) {
        addVersions(prefix + name, random.nextInt(3) > 0 ? content : content());
      }
    }
    Collections.shuffle(objects, random);
  }

  /** What is to become of them. */
  public PlanModel model() {
    return new PlanModel(files, objects);
  }

  /** The inventory, of two data files, delivered below a directory. */
  public InventoryDelivery deliver(Path root, String bucket) throws IOException {
    TestDelivery delivery = new TestDelivery(Files.createDirectories(root), bucket, COLUMNS);
    int half = objects.size() / 2;
    return delivery
        .file(objects.subList(0, half))
        .file(objects.subList(half, objects.size()))
        .open();
  }

  private String content() {
    return CONTENTS.get(random.nextInt(CONTENTS.size()));
  }

  private void write(String name, String content) throws IOException {
    Path file = source.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    files.put(prefix + name, content);
  }

  private void addVersions(String key, String content) {
    for (int old = random.nextInt(3); old > 0; old--) {
      objects.add(version(key, content(), false));
    }
    switch (random.nextInt(12)) {
      case 0 -> objects.add(new Row(key, null, null, null, "marker", true, true, null));
      case 1 -> {
        objects.add(version(key, content, true));
        objects.add(version(key, content, true));
      }
      case 2 -> objects.add(new Row(key, 1L, null, "SSE-S3", "v", true, false, "STANDARD"));
      default -> objects.add(version(key, content, true));
    }
  }

  private Row version(String key, String content, boolean latest) {
    byte[] md5 = Digests.md5().digest(content.getBytes(UTF_8));
    ETag etag =
        random.nextInt(5) == 0
            ? ETag.ofParts(Digests.md5().digest(random.nextBoolean() ? md5 : new byte[16]), 1)
            : ETag.ofMd5(md5);
    return new Row(
        key,
        (long) content.length(),
        etag.value(),
        ENCRYPTIONS.get(random.nextInt(ENCRYPTIONS.size())),
        random.nextBoolean() ? null : "v" + random.nextInt(99),
        latest,
        false,
        random.nextInt(9) == 0 ? "GLACIER" : "STANDARD");
  }
}
