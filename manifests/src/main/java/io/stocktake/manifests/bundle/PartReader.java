package io.stocktake.manifests.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.stocktake.manifests.StocktakeException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/** Reads one CSV file of a bundle, record by record. */
public final class PartReader<T> implements Closeable {
  private static final int BUFFER = 64 * 1024;

  private final Path file;
  private final Function<NamedCsvRecord, T> parser;
  private final CsvReader<NamedCsvRecord> csv;
  private final Iterator<NamedCsvRecord> records;
  private final long linesBefore;

  /** Reads all records of a file, each by {@code parser}. */
  public PartReader(Path file, Function<NamedCsvRecord, T> parser) throws IOException {
    this(file, parser, 0);
  }

  /** Skips so many records. */
  public PartReader(Path file, Function<NamedCsvRecord, T> parser, long passed) throws IOException {
    this.file = file;
    this.parser = parser;
    InputStream raw = Files.newInputStream(file);
    try {
      SkippingReader before = new SkippingReader(unpacked(file, raw));
      this.csv = CsvReader.builder().ofNamedCsvRecord(before.behind(passed), UTF_8);
      this.linesBefore = before.lines();
    } catch (IOException e) {
      raw.close();
      throw e;
    }
    this.records = csv.iterator();
  }

  private static InputStream unpacked(Path file, InputStream raw) throws IOException {
    return file.toString().endsWith(".gz") ? new GZIPInputStream(raw, BUFFER) : raw;
  }

  /** Whether there is another record. */
  public boolean hasNext() throws IOException {
    try {
      return records.hasNext();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (CsvParseException e) {
      throw StocktakeException.usage(file + " is not readable CSV: " + e.getMessage());
    }
  }

  /** The next record, which must be there. */
  public T next() throws IOException {
    NamedCsvRecord record = records.next();
    try {
      return parser.apply(record);
    } catch (IllegalArgumentException | NoSuchElementException | DateTimeParseException e) {
      throw StocktakeException.usage(
          file + " line " + (linesBefore + record.getStartingLineNumber()) + ": " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
