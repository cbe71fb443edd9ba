package io.stocktake.planner.inventory.reader;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ValuesType;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.values.RequiresPreviousReader;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * A column of a row group; stands before its first row in the beginning. Texts that are written one
 * after the other, as keys and ETags mostly are, are taken right from the page; all else is left to
 * Parquet's own readers.
 */
final class ParquetColumn {
  /** No column of an inventory that is read has a tenth of it. */
  private static final int MAX_TEXT = 1 << 20;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final ColumnDescriptor column;
  private final PageReader pages;
  private final PrimitiveTypeName type;
  private final Dictionary dictionary;

  /** The bits of an INT32 that count, as a long: all of its sign's, or none. */
  private final long int32;

  /** For each row of the page, whether it has a value. */
  private boolean[] there = {};

  private int row = -1;

  /** Null where texts are taken from the page. */
  private ValuesReader values;

  private byte[] page;
  private int from;
  private int to;
  private int end;

  private Binary binary;
  private long number;
  private boolean flag;
  private Binary lastBinary;
  private Optional<String> lastText = Optional.empty();

  ParquetColumn(ColumnDescriptor column, PageReader pages) {
    this.column = column;
    this.pages = pages;
    this.type = column.getPrimitiveType().getPrimitiveTypeName();
    this.int32 = ParquetTypes.isUnsigned(column.getPrimitiveType()) ? 0xffffffffL : -1;
    DictionaryPage dictionaryPage = pages.readDictionaryPage();
    try {
      this.dictionary =
          dictionaryPage == null
              ? null
              : dictionaryPage.getEncoding().initDictionary(column, dictionaryPage);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Goes to the next row. */
  void next() {
    row++;
    while (row == there.length) {
      readPage();
    }
    if (there[row]) {
      readValue();
    }
  }

  private void readValue() {
    if (values == null) {
      if (end - to < Integer.BYTES) {
        throw new ParquetDecodingException("a page ends before its values do");
      }
      from = to + Integer.BYTES;
      int length = (int) INTS.get(page, to);
      if (length < 0 || length > end - from) {
        throw new ParquetDecodingException("a text is longer than its page");
      }
      to = from + length;
    } else {
      switch (type) {
        case BOOLEAN -> flag = values.readBoolean();
        case INT64 -> number = values.readLong();
        case INT32 -> number = values.readInteger() & int32;
        default -> binary = bounded(values.readBytes());
      }
    }
  }

  /** A damaged length is refused before so much is allocated. */
  private static Binary bounded(Binary value) {
    if (value.length() < 0 || value.length() > MAX_TEXT) {
      throw new ParquetDecodingException("a text of " + value.length() + " bytes");
    }
    return value;
  }

  boolean isNull() {
    return !there[row];
  }

  boolean flag() {
    return flag;
  }

  long number() {
    return number;
  }

  /** The point in time that a number of milli-, micro- or nanoseconds, or a text, says. */
  Instant time() {
    if (!(column.getPrimitiveType().getLogicalTypeAnnotation()
        instanceof TimestampLogicalTypeAnnotation timestamp)) {
      return Instant.parse(new String(bytes(), UTF_8));
    }
    return switch (timestamp.getUnit()) {
      case MILLIS -> Instant.ofEpochMilli(number);
      case MICROS -> Instant.EPOCH.plus(number, ChronoUnit.MICROS);
      case NANOS -> Instant.EPOCH.plusNanos(number);
    };
  }

  byte[] bytes() {
    return values == null ? Arrays.copyOfRange(page, from, to) : binary.getBytes();
  }

  /** A text that is not empty. One out of a dictionary is the same object each time. */
  @SuppressWarnings("ReferenceEquality")
  Optional<String> text() {
    if (values == null) {
      return Optional.of(new String(page, from, to - from, UTF_8)).filter(text -> !text.isEmpty());
    }
    if (binary != lastBinary) {
      lastBinary = binary;
      lastText = Optional.of(binary.toStringUsingUTF8()).filter(text -> !text.isEmpty());
    }
    return lastText;
  }

  private void readPage() {
    DataPage next = pages.readPage();
    if (next == null) {
      throw new ParquetDecodingException(column + " has fewer values than there are rows");
    }
    there = new boolean[next.getValueCount()];
    row = 0;
    try {
      if (next instanceof DataPageV1 v1) {
        take(v1);
      } else {
        take((DataPageV2) next);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(DataPageV1 next) throws IOException {
    ByteBufferInputStream in = next.getBytes().toInputStream();
    next.getRlEncoding()
        .getValuesReader(column, ValuesType.REPETITION_LEVEL)
        .initFromPage(there.length, in);
    ValuesReader levels = next.getDlEncoding().getValuesReader(column, ValuesType.DEFINITION_LEVEL);
    levels.initFromPage(there.length, in);
    for (int i = 0; i < there.length; i++) {
      there[i] = levels.readInteger() == column.getMaxDefinitionLevel();
    }
    begin(next.getValueEncoding(), in);
  }

  private void take(DataPageV2 next) throws IOException {
    int level = column.getMaxDefinitionLevel();
    RunLengthBitPackingHybridDecoder levels =
        new RunLengthBitPackingHybridDecoder(
            BytesUtils.getWidthFromMaxInt(level), next.getDefinitionLevels().toInputStream());
    for (int i = 0; i < there.length; i++) {
      there[i] = level == 0 || levels.readInt() == level;
    }
    begin(next.getDataEncoding(), next.getData().toInputStream());
  }

  private void begin(Encoding encoding, ByteBufferInputStream in) throws IOException {
    if (encoding == Encoding.PLAIN && type == PrimitiveTypeName.BINARY) {
      ByteBuffer texts = in.slice(in.available());
      values = null;
      page = texts.array();
      to = texts.arrayOffset() + texts.position();
      end = to + texts.remaining();
      return;
    }
    ValuesReader before = values;
    values =
        encoding.usesDictionary()
            ? encoding.getDictionaryBasedValuesReader(column, ValuesType.VALUES, dictionary)
            : encoding.getValuesReader(column, ValuesType.VALUES);
    values.initFromPage(there.length, in);
    // Some writers of deltas let a page go on where the one before it ended (PARQUET-246).
    if (values instanceof RequiresPreviousReader next && before instanceof RequiresPreviousReader) {
      next.setPreviousReader(before);
    }
  }
}
