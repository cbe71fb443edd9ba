package io.stocktake.planner.inventory.reader;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.orc.RecordReader;
import org.apache.orc.TypeDescription;
import org.apache.orc.TypeDescription.Category;
import org.apache.orc.storage.ql.exec.vector.BytesColumnVector;
import org.apache.orc.storage.ql.exec.vector.ColumnVector;
import org.apache.orc.storage.ql.exec.vector.LongColumnVector;
import org.apache.orc.storage.ql.exec.vector.TimestampColumnVector;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;

/** Reads one ORC data file of an inventory, the columns it needs alone, found by name. */
final class OrcRows extends Cells {
  private static final Map<Column.Kind, Set<Category>> TYPES =
      Map.of(
          Column.Kind.TEXT,
          Set.of(Category.STRING, Category.VARCHAR, Category.CHAR, Category.BINARY),
          Column.Kind.NUMBER,
          Set.of(Category.LONG, Category.INT, Category.SHORT, Category.BYTE),
          Column.Kind.FLAG,
          Set.of(Category.BOOLEAN),
          Column.Kind.TIME,
          Set.of(
              Category.TIMESTAMP,
              Category.TIMESTAMP_INSTANT,
              Category.STRING,
              Category.VARCHAR,
              Category.CHAR));

  private static final long MILLIS = 1000;

  private final ColumnVector[] vectors = new ColumnVector[Column.COUNT];
  private int row;

  private OrcRows(VectorizedRowBatch batch, TypeDescription schema, Map<Column, String> there) {
    List<String> names = schema.getFieldNames();
    there.forEach((column, field) -> vectors[column.place()] = batch.cols[names.indexOf(field)]);
  }

  /**
   * Reads a data file.
   *
   * @param file its path
   * @param feed takes its rows
   * @throws StocktakeException if it is not an ORC inventory with sizes and ETags
   */
  static Summary read(java.nio.file.Path file, RowFeed feed) throws IOException {
    String name = feed.name();
    Configuration configuration = new Configuration(false);
    configuration.set("fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
    try (Reader orc = open(file, configuration, name)) {
      TypeDescription schema = orc.getSchema();
      Map<Column, String> there = columns(schema, feed.dates(), name);
      Column.check(there.keySet(), name);
      read(orc, schema, there, feed);
      return new Summary(feed.rows(), there.containsKey(Column.ENCRYPTION_STATUS));
    } catch (StocktakeException e) {
      throw e;
    } catch (RuntimeException e) {
      throw damaged(name, e);
    }
  }

  /** The columns there are, each of a type whose values mean what they say. */
  private static Map<Column, String> columns(TypeDescription schema, boolean dates, String name)
      throws StocktakeException {
    List<String> fields =
        schema.getCategory() == Category.STRUCT ? schema.getFieldNames() : List.of();
    Map<Column, String> there = Column.among(fields, dates);
    for (Map.Entry<Column, String> column : there.entrySet()) {
      TypeDescription type = schema.findSubtype(column.getValue());
      if (!TYPES.get(column.getKey().kind()).contains(type.getCategory())) {
        throw column.getKey().notOf(type.toString(), name + " is not an ORC file");
      }
    }
    return there;
  }

  private static void read(
      Reader orc, TypeDescription schema, Map<Column, String> there, RowFeed feed)
      throws IOException {
    boolean[] wanted = new boolean[schema.getMaximumId() + 1];
    wanted[schema.getId()] = true;
    there.values().forEach(field -> wanted[schema.findSubtype(field).getId()] = true);
    VectorizedRowBatch batch = schema.createRowBatch();
    OrcRows cells = new OrcRows(batch, schema, there);
    try (RecordReader reader = rows(orc, wanted, feed.name())) {
      while (next(reader, batch, feed.name())) {
        for (cells.row = 0; cells.row < batch.size; cells.row++) {
          feed.row(cells);
        }
      }
    }
  }

  private static Reader open(java.nio.file.Path file, Configuration configuration, String name)
      throws IOException {
    try {
      return OrcFile.createReader(
          new Path(file.toUri()), OrcFile.readerOptions(configuration).useUTCTimestamp(true));
    } catch (IOException e) {
      throw damaged(name, e);
    }
  }

  private static RecordReader rows(Reader orc, boolean[] wanted, String name)
      throws StocktakeException {
    try {
      return orc.rows(orc.options().include(wanted));
    } catch (IOException e) {
      throw damaged(name, e);
    }
  }

  private static boolean next(RecordReader reader, VectorizedRowBatch batch, String name)
      throws StocktakeException {
    try {
      return reader.nextBatch(batch);
    } catch (IOException e) {
      throw damaged(name, e);
    }
  }

  private static StocktakeException damaged(String name, Exception e) {
    return StocktakeException.environment(
        name + " is not an ORC file that can be read: " + e.getMessage(), e);
  }

  /** The place of this row's value in a vector; negative if there is none. */
  private int place(Column column) {
    ColumnVector vector = vectors[column.place()];
    if (vector == null) {
      return -1;
    }
    int place = vector.isRepeating ? 0 : row;
    return vector.noNulls || !vector.isNull[place] ? place : -1;
  }

  private byte[] bytes(Column column) {
    int place = place(column);
    if (place < 0) {
      return null;
    }
    BytesColumnVector vector = (BytesColumnVector) vectors[column.place()];
    int start = vector.start[place];
    return Arrays.copyOfRange(vector.vector[place], start, start + vector.length[place]);
  }

  @Override
  byte[] key() {
    return bytes(Column.KEY);
  }

  @Override
  long size() {
    int place = place(Column.SIZE);
    return place < 0 ? -1 : ((LongColumnVector) vectors[Column.SIZE.place()]).vector[place];
  }

  @Override
  boolean has(Column column) {
    return vectors[column.place()] != null;
  }

  @Override
  Optional<String> text(Column column) {
    byte[] bytes = bytes(column);
    return bytes == null || bytes.length == 0
        ? Optional.empty()
        : Optional.of(new String(bytes, UTF_8));
  }

  @Override
  Optional<Instant> time(Column column) {
    int place = place(column);
    if (place < 0) {
      return Optional.empty();
    }
    if (vectors[column.place()] instanceof TimestampColumnVector vector) {
      long second = Math.floorDiv(vector.time[place], MILLIS);
      return Optional.of(Instant.ofEpochSecond(second, vector.nanos[place]));
    }
    return text(column).map(Instant::parse);
  }

  @Override
  boolean flag(Column column, boolean ifAbsent) {
    int place = place(column);
    return place < 0 ? ifAbsent : ((LongColumnVector) vectors[column.place()]).vector[place] != 0;
  }
}
