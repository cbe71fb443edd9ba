package io.stocktake.executor.batch.compile;

import io.stocktake.manifests.batch.ManifestReader;
import io.stocktake.manifests.batch.ManifestWriter;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The rows of a job on disk: its manifest as S3 reads it, and beside it the number and size of each
 * row in the plan, in the same order, which is that of the keys.
 *
 * @param manifest the manifest; the other file has its name with {@code .rows}
 */
public record JobFile(Path manifest) {
  private Path numbers() {
    return manifest.resolveSibling(manifest.getFileName() + ".rows");
  }

  /** Writes the rows of a job. */
  public static final class Writer implements Closeable {
    private final ManifestWriter manifest;
    private final DataOutputStream numbers;

    /** Begins both files. */
    public Writer(JobFile file, String bucket, boolean versions) throws IOException {
      this.manifest = new ManifestWriter(file.manifest, bucket, versions);
      this.numbers =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file.numbers())));
    }

    /** Adds a row. */
    public void row(JobRow row) throws IOException {
      manifest.row(row.key(), row.versionId());
      numbers.writeLong(row.ordinal());
      numbers.writeLong(row.size());
    }

    /** Rows so far. */
    public long rows() {
      return manifest.rows();
    }

    @Override
    public void close() throws IOException {
      numbers.close();
      manifest.close();
    }
  }

  /** Reads the rows of a job. */
  public static final class Reader implements Closeable {
    private final ManifestReader manifest;
    private final DataInputStream numbers;

    /** Opens both files. */
    public Reader(JobFile file) throws IOException {
      this.manifest = new ManifestReader(file.manifest);
      this.numbers =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file.numbers())));
    }

    /** The next row, if there is one. */
    public Optional<JobRow> next() throws IOException {
      Optional<ManifestReader.Row> row = manifest.next();
      if (row.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new JobRow(
              numbers.readLong(), numbers.readLong(), row.get().key(), row.get().versionId()));
    }

    @Override
    public void close() throws IOException {
      manifest.close();
      numbers.close();
    }
  }
}
