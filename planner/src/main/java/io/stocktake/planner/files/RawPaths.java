package io.stocktake.planner.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Paths whose bytes are not text, which the JDK reads and writes only as URIs. */
public final class RawPaths {
  private RawPaths() {}

  /** The path of a name of any bytes in a directory. */
  public static Path resolve(Path directory, byte[] name) {
    String parent = directory.toUri().toString();
    String slash = parent.endsWith("/") ? "" : "/";
    return Path.of(URI.create(parent + slash + FileNames.escaped(name)));
  }

  /** The bytes of a symbolic link's target. */
  public static byte[] target(Path link) throws IOException {
    Path target = Files.readSymbolicLink(link);
    if (FileNames.isText(target.toString())) {
      return FileNames.bytes(target.toString());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String between = target.isAbsolute() ? "/" : "";
    for (Path name : target) {
      bytes.writeBytes(FileNames.bytes(between));
      bytes.writeBytes(FileNames.bytes(name));
      between = "/";
    }
    return bytes.toByteArray();
  }
}
