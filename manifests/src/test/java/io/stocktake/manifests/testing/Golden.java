package io.stocktake.manifests.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.io.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Golden files: test resources of a module that hold a format as the program writes it. A golden
 * file changes only when its format is meant to change: {@code -Dgolden=write} then writes it anew.
 */
public final class Golden {
  private static final Path ROOT = Path.of("src/test/resources/golden");
  private static final boolean WRITE = "write".equals(System.getProperty("golden"));

  private Golden() {}

  /** Where a golden file or directory is; to be read only. */
  public static Path path(String name) {
    return ROOT.resolve(name);
  }

  /** The bytes of a golden file. */
  public static byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(path(name));
  }

  /** Asserts that these are the bytes of a golden file. */
  public static void check(String name, byte[] written) throws IOException {
    if (WRITE) {
      Files.createDirectories(path(name).getParent());
      Files.write(path(name), written);
    }
    assertThat(new String(written, ISO_8859_1))
        .as("the bytes of %s", path(name))
        .isEqualTo(new String(bytes(name), ISO_8859_1));
  }

  /** Asserts that a directory holds the files of a golden directory, byte for byte. */
  public static void checkDirectory(String name, Path written) throws IOException {
    List<String> names = names(written);
    if (WRITE) {
      FileTrees.delete(path(name));
    } else {
      assertThat(names).as("the files of %s", path(name)).isEqualTo(names(path(name)));
    }
    for (String file : names) {
      check(name + "/" + file, Files.readAllBytes(written.resolve(file)));
    }
  }

  /** Copies a golden directory, for a reader that locks or changes what it reads. */
  public static Path copy(String name, Path target) throws IOException {
    for (String file : names(path(name))) {
      Path to = target.resolve(file);
      Files.createDirectories(to.getParent());
      Files.copy(path(name).resolve(file), to);
    }
    return target;
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
