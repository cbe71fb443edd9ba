package io.stocktake.manifests.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ObjectKey;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads manifests that {@link ManifestWriter} wrote. */
public final class ManifestReader implements Closeable {
  /** One object: its key, and its version where the manifest names versions. */
  public record Row(ObjectKey key, Optional<String> versionId) {}

  private final BufferedReader in;

  /** Opens a manifest. */
  public ManifestReader(Path file) throws IOException {
    this.in = Files.newBufferedReader(file, UTF_8);
  }

  /** The next row, if there is one. */
  public Optional<Row> next() throws IOException {
    String line = in.readLine();
    if (line == null) {
      return Optional.empty();
    }
    String[] fields = line.split(",", -1);
    Optional<String> version = fields.length > 2 ? Optional.of(fields[2]) : Optional.empty();
    return Optional.of(new Row(EncodedKey.decode(fields[1]), version));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
