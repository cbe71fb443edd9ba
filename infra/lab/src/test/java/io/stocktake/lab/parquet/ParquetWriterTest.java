package io.stocktake.lab.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ParquetWriterTest {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("key", Column.Type.STRING, true),
          new Column("size", Column.Type.LONG, false),
          new Column("latest", Column.Type.BOOLEAN, false),
          new Column("when", Column.Type.TIMESTAMP, false),
          new Column("never", Column.Type.STRING, false));

  @Test
  void rowsComeBackOverPagesAndGroups() throws IOException {
    Random random = new Random(1);
    List<List<Object>> rows = new ArrayList<>();
    for (int n = 0; n < 45_000; n++) {
      rows.add(
          Arrays.asList(
              "key-ü-" + n,
              random.nextInt(3) == 0 ? null : random.nextLong(),
              random.nextInt(5) == 0 ? null : random.nextBoolean(),
              n < 30_000 ? (Long) (long) n : null,
              null));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ParquetWriter writer = new ParquetWriter(out, "m", COLUMNS, 40_000)) {
      for (List<Object> row : rows) {
        writer.add(row);
      }
    }
    ParquetReader reader = new ParquetReader(out.toByteArray());
    assertThat(reader.groups()).isEqualTo(2);
    List<Map<String, Object>> read = reader.rows();
    assertThat(read).hasSameSizeAs(rows);
    for (int n = 0; n < rows.size(); n++) {
      assertThat(new ArrayList<>(read.get(n).values())).isEqualTo(rows.get(n));
    }
  }

  @Test
  void aFileMayBeEmpty() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ParquetWriter(out, "m", COLUMNS, 10).close();
    assertThat(new ParquetReader(out.toByteArray()).rows()).isEmpty();
  }

  @Test
  void aRequiredColumnTakesNoNull() throws IOException {
    try (ParquetWriter writer = new ParquetWriter(new ByteArrayOutputStream(), "m", COLUMNS, 10)) {
      assertThatThrownBy(() -> writer.add(Arrays.asList(null, 1L, true, 1L, "")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("key");
    }
  }
}
