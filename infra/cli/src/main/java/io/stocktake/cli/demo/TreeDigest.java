package io.stocktake.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;

/** A digest of a directory: of paths, modes, times and contents. */
final class TreeDigest {
  private TreeDigest() {}

  /** Hex SHA-256 of all that is below a directory, itself included. */
  static String of(Path root) throws IOException {
    MessageDigest digest = Digests.sha256();
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(root)) {
      paths = walk.sorted().toList();
    }
    for (Path path : paths) {
      boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
      String line =
          root.relativize(path)
              + "\0"
              + Files.readAttributes(path, "unix:mode,lastModifiedTime", LinkOption.NOFOLLOW_LINKS)
              + (file ? Digests.md5(path) : "")
              + "\n";
      digest.update(line.getBytes(UTF_8));
    }
    return Digests.hex(digest.digest());
  }
}
