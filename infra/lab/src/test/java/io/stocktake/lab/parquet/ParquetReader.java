package io.stocktake.lab.parquet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the flat Parquet files of the lab, from the format's specification and apart from the
 * writer: rows as maps from column to String, Long, Boolean or null.
 */
public final class ParquetReader {
  private final byte[] file;
  private final Map<Integer, Object> footer;

  /** Reads a file's footer. */
  public ParquetReader(byte[] file) {
    this.file = file;
    if (!new String(file, 0, 4, US_ASCII).equals("PAR1")
        || !new String(file, file.length - 4, 4, US_ASCII).equals("PAR1")) {
      throw new IllegalArgumentException("no Parquet file");
    }
    int length = little(file, file.length - 8).getInt();
    this.footer = new CompactReader(file, file.length - 8 - length).struct();
  }

  private static ByteBuffer little(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes, at, bytes.length - at).order(ByteOrder.LITTLE_ENDIAN);
  }

  @SuppressWarnings("unchecked")
  private static Map<Integer, Object> struct(Object value) {
    return (Map<Integer, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  private static int number(Object value) {
    return Math.toIntExact((Long) value);
  }

  /** How many row groups there are. */
  public int groups() {
    return list(footer.get(4)).size();
  }

  /** All rows. */
  public List<Map<String, Object>> rows() {
    List<Map<String, Object>> rows = new ArrayList<>();
    List<Object> schema = list(footer.get(2));
    for (Object group : list(footer.get(4))) {
      List<Object> chunks = list(struct(group).get(1));
      int first = rows.size();
      for (int i = 0; i < number(struct(group).get(3)); i++) {
        rows.add(new LinkedHashMap<>());
      }
      for (int c = 0; c < chunks.size(); c++) {
        Map<Integer, Object> column = struct(schema.get(c + 1));
        int row = first;
        for (Object value : values(column, struct(struct(chunks.get(c)).get(3)))) {
          rows.get(row++).put((String) column.get(4), value);
        }
        if (row != rows.size()) {
          throw new IllegalStateException("column " + column.get(4) + " has too few rows");
        }
      }
    }
    if (rows.size() != number(footer.get(3))) {
      throw new IllegalStateException("the footer counts other rows");
    }
    return rows;
  }

  private List<Object> values(Map<Integer, Object> column, Map<Integer, Object> chunk) {
    List<Object> values = new ArrayList<>();
    int at = number(chunk.get(9));
    int end = at + number(chunk.get(7));
    while (at < end) {
      CompactReader reader = new CompactReader(file, at);
      Map<Integer, Object> header = reader.struct();
      int size = number(header.get(3));
      byte[] packed =
          java.util.Arrays.copyOfRange(file, reader.position(), reader.position() + size);
      byte[] page = SnappyReader.expand(packed);
      if (page.length != number(header.get(2))) {
        throw new IllegalStateException("a page has another size than its header says");
      }
      page(column, page, number(struct(header.get(5)).get(1)), values);
      at = reader.position() + size;
    }
    return values;
  }

  private static void page(
      Map<Integer, Object> column, byte[] page, int rows, List<Object> values) {
    boolean[] defined = new boolean[rows];
    java.util.Arrays.fill(defined, true);
    ByteBuffer in = little(page, 0);
    if (number(column.get(3)) == 1) {
      levels(in, defined);
    }
    int bit = 0;
    for (boolean there : defined) {
      values.add(there ? value(number(column.get(1)), in, bit++) : null);
    }
  }

  private static void levels(ByteBuffer in, boolean[] defined) {
    int end = in.getInt() + in.position();
    int row = 0;
    while (in.position() < end) {
      int run = 0;
      int shift = 0;
      int b = in.get();
      for (; b < 0; b = in.get()) {
        run |= (b & 0x7F) << shift;
        shift += 7;
      }
      run |= b << shift;
      byte level = in.get();
      for (int i = 0; i < run >>> 1; i++) {
        defined[row++] = level == 1;
      }
    }
  }

  private static Object value(int type, ByteBuffer in, int bit) {
    return switch (type) {
      case 0 -> (in.get(in.position() + bit / 8) >> bit % 8 & 1) == 1;
      case 2 -> in.getLong();
      case 6 -> {
        byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        yield new String(bytes, UTF_8);
      }
      default -> throw new IllegalArgumentException("parquet type " + type);
    };
  }
}
