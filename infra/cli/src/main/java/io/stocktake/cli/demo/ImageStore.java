package io.stocktake.cli.demo;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * A store of real JPEG and PNG files with the names that image stores have: nested folders, spaces,
 * characters outside ASCII and characters that URLs treat specially; some files are empty, and one
 * is large enough to be uploaded in parts. The same seed gives the same store.
 */
final class ImageStore {
  /** Images with generated content, besides the large and the empty ones. */
  static final int IMAGES = 2_000;

  private static final int EMPTY = 5;

  /** All files of the store. */
  static final int FILES = IMAGES + EMPTY + 1;

  private static final int LARGE_SIDE = 4_900;
  private static final Instant TAKEN = Instant.parse("2026-03-01T12:00:00Z");
  private static final String[] ALBUMS = {
    "2025/summer holiday", "2025/größe & maß", "2026/日本 旅行", "2026/cam+1", "2026/100% crop",
    "archive/issue #12", "archive/a&b=c", "archive/😀 smile", "raw/cam_01/2026-01",
        "raw/cam_02/2026-02"
  };

  private final Path root;
  private final Random random = new Random(20261101);

  private ImageStore(Path root) {
    this.root = root;
  }

  /** Makes the store below {@code root}, which must be empty. */
  static void generate(Path root) throws IOException {
    ImageIO.setUseCache(false);
    ImageStore store = new ImageStore(root);
    for (int i = 0; i < IMAGES; i++) {
      String album = ALBUMS[i % ALBUMS.length];
      store.image(String.format("%s/img %04d%s", album, i, i % 3 == 0 ? ".png" : ".jpg"), i);
    }
    for (int i = 0; i < EMPTY; i++) {
      store.write("inbox/not yet scanned " + i + ".jpg", out -> {});
    }
    store.large("panorama/matterhorn 360°.png");
  }

  /** Names of all files below a root, in order. */
  static List<Path> files(Path root) throws IOException {
    try (var tree = Files.walk(root)) {
      return new ArrayList<>(tree.filter(Files::isRegularFile).sorted().toList());
    }
  }

  /** Draws one more image. */
  static void draw(Path file, int seed) throws IOException {
    Files.createDirectories(file.getParent());
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      encode(picture(seed), file.toString().endsWith(".png") ? "png" : "jpg", out);
    }
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private void image(String name, int seed) throws IOException {
    String format = name.endsWith(".png") ? "png" : "jpg";
    write(name, out -> encode(picture(seed), format, out));
  }

  /** Noise does not compress, so the file is as large as the picture. */
  private void large(String name) throws IOException {
    BufferedImage noise = new BufferedImage(LARGE_SIDE, LARGE_SIDE, BufferedImage.TYPE_3BYTE_BGR);
    random.nextBytes(((DataBufferByte) noise.getRaster().getDataBuffer()).getData());
    write(name, out -> encode(noise, "png", out));
  }

  private void write(String name, Content content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      content.writeTo(out);
    }
    Files.setLastModifiedTime(file, FileTime.from(TAKEN.plusSeconds(random.nextInt(5_000_000))));
  }

  private static BufferedImage picture(int seed) {
    Random random = new Random(seed);
    int width = 48 + random.nextInt(48);
    int height = 48 + random.nextInt(48);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setPaint(new GradientPaint(0, 0, color(random), width, height, color(random)));
    pen.fillRect(0, 0, width, height);
    for (int i = 0; i < 6; i++) {
      pen.setColor(color(random));
      pen.fillOval(random.nextInt(width), random.nextInt(height), 20, 20);
    }
    pen.dispose();
    return image;
  }

  private static Color color(Random random) {
    return new Color(random.nextInt(1 << 24));
  }

  private static void encode(BufferedImage image, String format, OutputStream out)
      throws IOException {
    if (!ImageIO.write(image, format, out)) {
      throw new IOException("this JVM cannot write " + format + " images");
    }
  }
}
