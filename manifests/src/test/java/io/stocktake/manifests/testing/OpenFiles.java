package io.stocktake.manifests.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What this process has open, as Linux tells it. */
public final class OpenFiles {
  private OpenFiles() {}

  /** How many descriptors are of files below a directory, removed ones too. */
  public static int below(Path directory) throws IOException {
    String prefix = directory.toRealPath() + "/";
    int open = 0;
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        open += linked(descriptor).startsWith(prefix) ? 1 : 0;
      }
    }
    return open;
  }

  /** Others may be closed between the listing and the look. */
  private static String linked(Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
