package io.stocktake.manifests.batch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.stocktake.manifests.ObjectKey;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Writes a manifest in the CSV format of S3 Batch Operations: no header, no byte order mark, one
 * bucket, and a version on every row or on none, {@code null} for an object that has none. Keys
 * come in ascending order, so that none comes twice.
 */
public final class ManifestWriter implements Closeable {
  /** The version of an object from before its bucket kept versions. */
  public static final String NULL_VERSION = "null";

  private final Path file;
  private final String bucket;
  private final boolean versions;
  private final OutputStream out;
  private ObjectKey previous;
  private long rows;

  /**
   * Begins a manifest.
   *
   * @param file takes the place of what is there
   * @param versions whether every row names a version
   */
  public ManifestWriter(Path file, String bucket, boolean versions) throws IOException {
    this.file = file;
    this.bucket = bucket;
    this.versions = versions;
    this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
  }

  /** Adds an object. */
  public void row(ObjectKey key, Optional<String> versionId) throws IOException {
    if (previous != null && previous.compareTo(key) >= 0) {
      throw new IllegalStateException("manifest row " + key + " after " + previous);
    }
    if (versionId.isPresent() && !versions) {
      throw new IllegalStateException("a version of " + key + " in a manifest without versions");
    }
    previous = key;
    String version = versions ? "," + versionId.orElse(NULL_VERSION) : "";
    out.write((bucket + "," + EncodedKey.encode(key) + version + "\n").getBytes(US_ASCII));
    rows++;
  }

  /** Rows so far. */
  public long rows() {
    return rows;
  }

  /** Closes the file; what was written would survive a power cut. */
  @Override
  public void close() throws IOException {
    out.close();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
