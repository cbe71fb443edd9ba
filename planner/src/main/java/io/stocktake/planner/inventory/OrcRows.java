package io.stocktake.planner.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.orc.FileFormatException;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.orc.RecordReader;
import org.apache.orc.TypeDescription;
import org.apache.orc.storage.ql.exec.vector.BytesColumnVector;
import org.apache.orc.storage.ql.exec.vector.ColumnVector;
import org.apache.orc.storage.ql.exec.vector.LongColumnVector;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;

/** Reads one ORC data file of an inventory, the columns it needs alone, found by name. */
final class OrcRows extends Cells {
  private final ColumnVector[] vectors = new ColumnVector[Column.COUNT];
  private int row;

  private OrcRows(VectorizedRowBatch batch, TypeDescription schema, Set<Column> there) {
    List<String> names = schema.getFieldNames();
    there.forEach(column -> vectors[column.place()] = batch.cols[names.indexOf(column.field())]);
  }

  /**
   * Reads a data file.
   *
   * @param file where it lies
   * @param feed takes its rows
   * @throws StocktakeException if it is not an ORC inventory with sizes and ETags
   */
  static Summary read(java.nio.file.Path file, RowFeed feed) throws IOException {
    String name = feed.name();
    Configuration configuration = new Configuration(false);
    configuration.set("fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
    try (Reader orc =
        OrcFile.createReader(new Path(file.toUri()), OrcFile.readerOptions(configuration))) {
      TypeDescription schema = orc.getSchema();
      Set<Column> there = columns(schema);
      Column.check(there, name);
      read(orc, schema, there, feed);
      return new Summary(feed.rows(), there.contains(Column.ENCRYPTION_STATUS));
    } catch (StocktakeException e) {
      throw e;
    } catch (RuntimeException | FileFormatException e) {
      throw StocktakeException.environment(
          name + " is not an ORC file that can be read: " + e.getMessage(), e);
    }
  }

  private static Set<Column> columns(TypeDescription schema) {
    Set<Column> there = EnumSet.allOf(Column.class);
    there.removeIf(column -> !schema.getFieldNames().contains(column.field()));
    return there;
  }

  private static void read(Reader orc, TypeDescription schema, Set<Column> there, RowFeed feed)
      throws IOException {
    boolean[] wanted = new boolean[schema.getMaximumId() + 1];
    wanted[schema.getId()] = true;
    there.forEach(column -> wanted[schema.findSubtype(column.field()).getId()] = true);
    VectorizedRowBatch batch = schema.createRowBatch();
    OrcRows cells = new OrcRows(batch, schema, there);
    try (RecordReader reader = orc.rows(orc.options().include(wanted))) {
      while (reader.nextBatch(batch)) {
        for (cells.row = 0; cells.row < batch.size; cells.row++) {
          feed.row(cells);
        }
      }
    }
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
  boolean flag(Column column, boolean ifAbsent) {
    int place = place(column);
    return place < 0 ? ifAbsent : ((LongColumnVector) vectors[column.place()]).vector[place] != 0;
  }
}
