package io.stocktake.manifests.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Plan;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes one CSV file of a bundle and knows its digest when it is finished. */
public final class PartWriter implements Closeable {
  private static final int BUFFER = 64 * 1024;

  private final Path file;
  private final BundleDirectory.Force force;
  private final CsvWriter csv;
  private final MessageDigest sha256 = Digests.sha256();
  private long rows;

  PartWriter(Path file, List<String> columns, BundleDirectory.Force force) throws IOException {
    this.file = file;
    this.force = force;
    OutputStream raw = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
    OutputStream digested = new DigestOutputStream(raw, sha256);
    boolean gzip = file.toString().endsWith(".gz");
    this.csv =
        CsvWriter.builder()
            .bufferSize(BUFFER)
            .build(gzip ? new GZIPOutputStream(digested, BUFFER) : digested, UTF_8);
    csv.writeRecord(columns);
  }

  /** Adds a record: one field a column. */
  public void write(List<String> fields) {
    csv.writeRecord(fields);
    rows++;
  }

  /** Records so far. */
  public long rows() {
    return rows;
  }

  /** Closes the file, forces it to the disk and tells what was written. */
  public Plan.Part finish() throws IOException {
    csv.close();
    force.force(file);
    return new Plan.Part(
        file.getFileName().toString(), rows, Files.size(file), Digests.hex(sha256.digest()));
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
