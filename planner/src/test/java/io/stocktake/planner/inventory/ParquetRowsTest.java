package io.stocktake.planner.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.TestDelivery;
import io.stocktake.planner.TestDelivery.Row;
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
        .isEqualTo(row.encryption() == null ? Encryption.OPAQUE : Encryption.TRANSPARENT);
    assertThat(read.versionId().orElse(null)).isEqualTo(row.version());
  }

  private List<InventoryRow> read() throws IOException {
    List<InventoryRow> rows = new ArrayList<>();
    Path file = dir.resolve("data/0.parquet");
    ParquetRows.read(file, new RowFeed("it", Files.size(file), rows::add));
    return rows;
  }
}
