package io.stocktake.planner.inventory.reader;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.stocktake.manifests.StocktakeException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads one CSV data file of an inventory: compressed, without a header, so that the manifest's
 * schema names the columns; empty for null; keys as in a form, where a plus is a space. Sources:
 * Amazon S3 User Guide, "Amazon S3 Inventory list", and real deliveries.
 */
final class CsvRows extends Cells {
  private static final int BUFFER = 1 << 16;

  private final String name;
  private final int[] places = new int[Column.COUNT];
  private final int width;
  private CsvRecord record;

  private CsvRows(String schema, String name) throws StocktakeException {
    this.name = name;
    String[] headers = schema.split(",", -1);
    width = headers.length;
    Arrays.fill(places, -1);
    Set<Column> there = EnumSet.noneOf(Column.class);
    for (int i = 0; i < headers.length; i++) {
      Optional<Column> column = Column.ofHeader(headers[i].strip());
      if (column.isPresent()) {
        there.add(column.get());
        places[column.get().place()] = i;
      }
    }
    Column.check(there, name);
  }

  /**
   * Reads a data file.
   *
   * @param file its path
   * @param schema the column names, as the manifest lists them
   * @param feed takes its rows
   * @throws StocktakeException if it is not what the schema says
   */
  static Summary read(Path file, String schema, RowFeed feed) throws IOException {
    String name = feed.name();
    CsvRows cells = new CsvRows(schema, name);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file), BUFFER)) {
      for (CsvRecord record : CsvReader.builder().ofCsvRecord(in, UTF_8)) {
        cells.take(record);
        feed.row(cells);
      }
    } catch (UncheckedIOException e) {
      throw damaged(name, e.getCause().getMessage(), e);
    } catch (CsvParseException | ZipException | EOFException e) {
      throw damaged(name, e.getMessage(), e);
    }
    return new Summary(feed.rows(), cells.places[Column.ENCRYPTION_STATUS.place()] >= 0);
  }

  private static StocktakeException damaged(String name, String why, Exception e) {
    return StocktakeException.environment(
        name + " is not a compressed CSV file that can be read: " + why, e);
  }

  private void take(CsvRecord next) throws StocktakeException {
    record = next;
    if (record.getFieldCount() != width) {
      throw damaged(
          "has "
              + record.getFieldCount()
              + " columns, the manifest says "
              + width
              + "; fetch the delivery again or use another");
    }
  }

  @Override
  byte[] key() throws StocktakeException {
    Optional<String> text = text(Column.KEY);
    return text.isEmpty() ? null : decode(text.get());
  }

  /** One pass, so that what an escape stands for is not decoded again. */
  private byte[] decode(String text) throws StocktakeException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    byte[] raw = text.getBytes(UTF_8);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%') {
        int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
        int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
        if (low < 0) {
          throw damaged("has a key that is not URL-encoded: " + text);
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(raw[i] == '+' ? ' ' : raw[i]);
      }
    }
    return bytes.toByteArray();
  }

  @Override
  long size() throws StocktakeException {
    try {
      return text(Column.SIZE).map(Long::parseLong).orElse(-1L);
    } catch (NumberFormatException e) {
      throw damaged("has a size that is no number: " + text(Column.SIZE).orElse(""));
    }
  }

  @Override
  boolean has(Column column) {
    return places[column.place()] >= 0;
  }

  @Override
  Optional<String> text(Column column) {
    int place = places[column.place()];
    return place < 0
        ? Optional.empty()
        : Optional.of(record.getField(place)).filter(text -> !text.isEmpty());
  }

  @Override
  boolean flag(Column column, boolean ifAbsent) throws StocktakeException {
    String text = text(column).orElse("").toLowerCase(Locale.ROOT);
    return switch (text) {
      case "" -> ifAbsent;
      case "true" -> true;
      case "false" -> false;
      default -> throw damaged("has " + column.field() + " neither true nor false: " + text);
    };
  }

  @Override
  Optional<Instant> time(Column column) throws StocktakeException {
    try {
      return text(column).map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw damaged("has " + column.field() + " that is no time: " + text(column).orElse(""));
    }
  }

  private StocktakeException damaged(String what) {
    return StocktakeException.environment(
        name + " line " + record.getStartingLineNumber() + " " + what);
  }
}
