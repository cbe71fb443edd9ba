package io.stocktake.bench.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Files of random bytes, a thousand in a directory, that are gone in the end. Their names are those
 * that a lab gives objects.
 */
public record TestFiles(Path root, int count, int size) implements Closeable {
  /** Files in a directory. */
  static final int IN_DIRECTORY = 1000;

  /** Writes them. */
  public static TestFiles write(int count, int size) throws IOException {
    Path root = Files.createTempDirectory("stocktake-bench");
    Random random = new Random(size);
    byte[] bytes = new byte[size];
    for (int i = 0; i < count; i++) {
      Path directory = root.resolve(directory(i / IN_DIRECTORY));
      Files.createDirectories(directory);
      random.nextBytes(bytes);
      Files.write(directory.resolve("%010d".formatted(i % IN_DIRECTORY)), bytes);
    }
    return new TestFiles(root, count, size);
  }

  /** The name of a directory by its number. */
  public static String directory(int number) {
    return "d" + number;
  }

  /** Bytes in all of them, in GB. */
  public double gigabytes() {
    return (double) count * size / 1e9;
  }

  /** Reads them, since the system may have dropped from memory what was not read for a while. */
  public void warm() throws IOException {
    for (Path path : paths()) {
      if (Files.isRegularFile(path)) {
        Files.copy(path, OutputStream.nullOutputStream());
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Path path : paths()) {
      Files.delete(path);
    }
  }

  /** All files and directories, what is deeper first. */
  private List<Path> paths() throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.sorted(Comparator.reverseOrder()).toList();
    }
  }
}
