package io.stocktake.planner.source.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.catalogue.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A directory to visit, with the way to it.
 *
 * @param path where it is
 * @param prefix its path below the root, with a slash at the end; empty for the root
 * @param parent the directory it was found in; null for the root
 */
record Directory(Path path, String prefix, Directory parent) {
  /** The bytes of the path below the root of an entry in it. */
  Bytes rawPath(byte[] name) {
    byte[] before = prefix.getBytes(UTF_8);
    byte[] path = Arrays.copyOf(before, before.length + name.length);
    System.arraycopy(name, 0, path, before.length, name.length);
    return Bytes.of(path);
  }

  /** Whether {@code target} is this directory or one above it, by any path. */
  boolean isBelow(Path target) throws IOException {
    for (Directory d = this; d != null; d = d.parent) {
      if (Files.isSameFile(target, d.path)) {
        return true;
      }
    }
    return false;
  }
}
