package io.stocktake.planner.inventory.reader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.TestDelivery;
import io.stocktake.planner.TestDelivery.Row;
import io.stocktake.planner.inventory.InventoryRow;
import io.stocktake.planner.reconcile.ETagWorth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParquetRowsTest {
  private static final int ROWS = 5000;

  @TempDir private Path dir;

  @ParameterizedTest
  @CsvSource({
    "PARQUET_1_0, UNCOMPRESSED, false",
    "PARQUET_1_0, SNAPPY, true",
    "PARQUET_1_0, SNAPPY, false",
    "PARQUET_1_0, GZIP, true",
    "PARQUET_2_0, SNAPPY, true",
    "PARQUET_2_0, GZIP, false"
  })
  void rowsAreTheSameHoweverTheyAreWritten(
      WriterVersion version, CompressionCodecName codec, boolean dictionary) throws Exception {
    TestDelivery delivery = new TestDelivery(dir, "bucket", TestDelivery.ALL_VERSIONS);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(row(i));
    }
    delivery.file(
        rows,
        builder ->
            builder
                .withWriterVersion(version)
                .withCompressionCodec(codec)
                .withDictionaryEncoding(dictionary)
                .withPageSize(4096));
    List<InventoryRow> read = read();
    List<Row> current = rows.stream().filter(Row::latest).toList();
    assertThat(read).hasSameSizeAs(current);
    for (int i = 0; i < read.size(); i++) {
      assertSame(read.get(i), current.get(i));
    }
  }

  @Test
  void aColumnOfAnotherTypeIsRefused() throws Exception {
    String schema =
        "message s3.inventory { required binary key (STRING);"
            + " required binary bucket (STRING); required binary size (STRING);"
            + " required binary e_tag (STRING); }";
    new TestDelivery(dir, "bucket", schema).file(List.of(Row.current("a", 1, "b")));
    assertThatThrownBy(this::read)
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("is not a Parquet file that can be read");
  }

  /** Some of all that a row may have or lack. */
  private static Row row(int number) {
    String digest = HexFormat.of().toHexDigits(number * 0x9e3779b97f4a7c15L);
    return new Row(
        "größe/" + number + "/" + digest,
        number % 7 == 0 ? null : (long) number,
        number % 5 == 0 ? null : digest + digest,
        number % 3 == 0 ? null : "SSE-S3",
        number % 11 == 0 ? null : "v" + number,
        number % 13 != 0,
        false);
  }

  private static void assertSame(InventoryRow read, Row row) {
    assertThat(new String(read.key(), UTF_8)).isEqualTo(row.key());
    assertThat(read.size()).isEqualTo(row.size() == null ? -1 : row.size());
    assertThat(read.etag().map(ETag::value).orElse(null)).isEqualTo(row.etag());
    assertThat(read.encryption())
        .isEqualTo(row.encryption() == null ? ETagWorth.OPAQUE : ETagWorth.TRANSPARENT);
    assertThat(read.versionId().orElse(null)).isEqualTo(row.version());
  }

  private List<InventoryRow> read() throws IOException {
    List<InventoryRow> rows = new ArrayList<>();
    Path file = dir.resolve("data/0.parquet");
    ParquetRows.read(file, new RowFeed("it", Files.size(file), rows::add));
    return rows;
  }

  /** What other writers make of a size: taken for what it means, or refused by name. */
  @ParameterizedTest
  @CsvSource({
    "int64 size, 4294967295, 4294967295",
    "'int64 size (INTEGER(64,true))', 7, 7",
    "'int64 size (INTEGER(64,false))', 7, 7",
    "'int64 size (DECIMAL(18,0))', 7, 7",
    "int32 size, 7, 7",
    "'int32 size (INTEGER(16,true))', 7, 7",
    "'int32 size (INTEGER(32,false))', 4294967295, 4294967295",
    "'int32 size (DECIMAL(9,0))', 7, 7",
    "int64 Size, 7, 7",
    "'int64 size (DECIMAL(18,2))', 100, ",
    "'int32 size (DECIMAL(9,2))', 100, ",
    "'int64 size (TIMESTAMP(MILLIS,true))', 7, ",
    "'int32 size (DATE)', 7, ",
    "double size, 7, ",
    "'binary size (STRING)', 7, ",
  })
  void aSizeMeansWhatItsTypeSays(String type, long written, Long expected) throws Exception {
    String schema =
        "message s3.inventory { required binary bucket (STRING); required binary key (STRING);"
            + " required "
            + type
            + "; required binary ETag (STRING); optional binary e_tag (STRING); }";
    TestDelivery delivery = new TestDelivery(dir, "bucket", schema);
    delivery.sized("a", written);
    if (expected == null) {
      assertThatThrownBy(this::read)
          .isInstanceOf(StocktakeException.class)
          .hasMessageContaining("column size is of the type required " + type.split(" ", 2)[0])
          .hasMessageContaining("must be a whole number");
    } else {
      assertThat(read()).singleElement().extracting(InventoryRow::size).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'required binary key (STRING)', 'required binary key (DECIMAL(9,0))', column key",
    "'optional boolean is_latest', 'optional int32 is_latest', column is_latest",
    "'optional binary e_tag (STRING)', 'repeated binary e_tag (STRING)', column e_tag",
  })
  void aColumnThatMeansSomethingElseIsNamed(String type, String other, String words)
      throws Exception {
    String schema = TestDelivery.ALL_VERSIONS.replace(type, other);
    new TestDelivery(dir, "bucket", schema).file(List.of());
    assertThatThrownBy(this::read)
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining(words);
  }
}
