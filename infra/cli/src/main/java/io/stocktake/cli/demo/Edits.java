package io.stocktake.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/**
 * Known changes to the generated store, so that it can be told beforehand what a plan must find.
 */
final class Edits {
  static final int NEW = 25;
  static final int LONGER = 20;
  static final int SAME_SIZE = 10;
  static final int TOUCHED = 30;
  static final int RENAMED = 12;
  static final int REMOVED = 15;

  private final Path root;
  private final Iterator<Path> next;

  private Edits(Path root, List<Path> files) {
    this.root = root;
    this.next = files.iterator();
  }

  /** Makes all of them, each to other files. */
  static void make(Path root) throws IOException {
    List<Path> images = ImageStore.files(root.resolve("2025"));
    Edits edits = new Edits(root, images);
    edits.add();
    edits.lengthen();
    edits.changeInPlace();
    edits.touch();
    edits.rename();
    edits.remove();
  }

  private void add() throws IOException {
    for (int i = 0; i < NEW; i++) {
      ImageStore.draw(root.resolve("2026/new arrivals/img " + i + ".jpg"), 10_000 + i);
    }
  }

  private void lengthen() throws IOException {
    for (int i = 0; i < LONGER; i++) {
      Files.write(next.next(), new byte[] {0}, StandardOpenOption.APPEND);
    }
  }

  /** Flips the last byte and gives the file its old time back: only its content tells. */
  private void changeInPlace() throws IOException {
    for (int i = 0; i < SAME_SIZE; i++) {
      Path file = next.next();
      FileTime mtime = Files.getLastModifiedTime(file);
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length - 1] ^= 0x55;
      Files.write(file, bytes);
      Files.setLastModifiedTime(file, mtime);
    }
  }

  private void touch() throws IOException {
    for (int i = 0; i < TOUCHED; i++) {
      Files.setLastModifiedTime(next.next(), FileTime.from(Instant.now()));
    }
  }

  private void rename() throws IOException {
    for (int i = 0; i < RENAMED; i++) {
      Path file = next.next();
      Files.move(file, file.resolveSibling("renamed " + file.getFileName()));
    }
  }

  private void remove() throws IOException {
    for (int i = 0; i < REMOVED; i++) {
      Files.delete(next.next());
    }
  }
}
