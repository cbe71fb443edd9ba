package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A tree that changes in every way a plan knows, from round to round. */
final class ChangingTree {
  static final int TAGGED = 30;
  static final int GIVEN = 20;

  /** The file that changes in its middle, of which the object is put together in parts. */
  static final String IN_PIECES = "l/delta";

  private static final int LARGE = 11 << 20;

  private final Path root;
  private final Random random;
  private final List<Path> small = new ArrayList<>();
  private int round;

  ChangingTree(Path root, Random random) throws IOException {
    this.root = root;
    this.random = random;
    for (int i = 0; i < TAGGED; i++) {
      write("t/" + i, "tagged " + i);
    }
    for (int i = 0; i < GIVEN; i++) {
      write("p/" + i, "given " + i);
    }
    large(IN_PIECES);
    add(200);
  }

  Path root() {
    return root;
  }

  int round() {
    return round;
  }

  /** New, changed, moved and removed files; one large file is new and one changes in its middle. */
  void change() throws IOException {
    round++;
    Collections.shuffle(small, random);
    for (Path file : small.subList(0, 60)) {
      Files.writeString(file, "changed in round " + round + " " + file);
    }
    for (Path file : small.subList(60, 90)) {
      Files.move(file, file.resolveSibling("moved-" + round + "-" + file.getFileName()));
    }
    for (Path file : small.subList(90, 150)) {
      Files.delete(file);
    }
    small.subList(60, 150).clear();
    add(160);
    large("l/" + round);
    Files.deleteIfExists(root.resolve("l/" + (round - 1)));
    try (RandomAccessFile file = new RandomAccessFile(root.resolve(IN_PIECES).toFile(), "rw")) {
      file.seek(random.nextInt(LARGE - 5000));
      file.write(("round " + round).getBytes(UTF_8));
    }
  }

  private void add(int files) throws IOException {
    for (int i = 0; i < files; i++) {
      small.add(write("n/" + round + "/" + i, "new " + round + " " + i));
    }
  }

  private void large(String name) throws IOException {
    byte[] content = new byte[LARGE];
    random.nextBytes(content);
    Files.createDirectories(root.resolve(name).getParent());
    Files.write(root.resolve(name), content);
  }

  private Path write(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }
}
