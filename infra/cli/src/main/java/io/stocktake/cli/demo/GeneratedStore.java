package io.stocktake.cli.demo;

import io.stocktake.cli.terminal.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Iterator;

/** A generated image store, whose files are changed in known ways, each way other files. */
final class GeneratedStore implements Scenario {
  private static final int NEW = 25;
  private static final int LONGER = 20;
  private static final int SAME_SIZE = 10;
  private static final int TOUCHED = 30;
  private static final int RENAMED = 12;
  private static final int REMOVED = 15;

  private final Path root;

  GeneratedStore(Path root) {
    this.root = root;
  }

  @Override
  public void prepare(Screen screen) throws IOException {
    ImageStore.generate(root);
    screen.line("An image store was generated: %,d files in %s", ImageStore.FILES, root);
  }

  @Override
  public boolean canBeLost() {
    return true;
  }

  @Override
  public Expected change(Screen screen) throws IOException {
    Iterator<Path> next = ImageStore.files(root.resolve("2025")).iterator();
    add();
    lengthen(next);
    changeInPlace(next);
    touch(next);
    rename(next);
    remove(next);
    screen.line(
        "%d files are new, %d grew, %d changed at the same size and time, %d were only touched,"
            + " %d renamed, %d removed.",
        NEW, LONGER, SAME_SIZE, TOUCHED, RENAMED, REMOVED);
    return new Expected(NEW, RENAMED, LONGER + SAME_SIZE, RENAMED + REMOVED);
  }

  private void add() throws IOException {
    for (int i = 0; i < NEW; i++) {
      ImageStore.draw(root.resolve("2026/new arrivals/img " + i + ".jpg"), 10_000 + i);
    }
  }

  private static void lengthen(Iterator<Path> next) throws IOException {
    for (int i = 0; i < LONGER; i++) {
      Files.write(next.next(), new byte[] {0}, StandardOpenOption.APPEND);
    }
  }

  /** Flips the last byte and gives the file its old time back: only its content tells. */
  private static void changeInPlace(Iterator<Path> next) throws IOException {
    for (int i = 0; i < SAME_SIZE; i++) {
      Path file = next.next();
      FileTime mtime = Files.getLastModifiedTime(file);
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length - 1] ^= 0x55;
      Files.write(file, bytes);
      Files.setLastModifiedTime(file, mtime);
    }
  }

  private static void touch(Iterator<Path> next) throws IOException {
    for (int i = 0; i < TOUCHED; i++) {
      Files.setLastModifiedTime(next.next(), FileTime.from(Instant.now()));
    }
  }

  private static void rename(Iterator<Path> next) throws IOException {
    for (int i = 0; i < RENAMED; i++) {
      Path file = next.next();
      Files.move(file, file.resolveSibling("renamed " + file.getFileName()));
    }
  }

  private static void remove(Iterator<Path> next) throws IOException {
    for (int i = 0; i < REMOVED; i++) {
      Files.delete(next.next());
    }
  }
}
