package io.stocktake.planner.lists;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.StocktakeException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Lines, or records that end in a NUL, of a file in UTF-8, compressed by gzip or not. Read by any
 * number of threads, each of which takes some at a time.
 */
public final class TextRecords implements Closeable {
  private static final int BUFFER = 256 * 1024;
  private static final int BATCH = 256;

  /** Twice the longest path, and room for numbers. */
  private static final int MAX_BYTES = 16 * 1024;

  private final String name;
  private final InputStream in;
  private final int end;
  private final boolean whole;
  private final ByteArrayOutputStream current = new ByteArrayOutputStream();
  private long number;

  /**
   * A record.
   *
   * @param number the record's, from 1
   * @param text what it says; nothing if its bytes are not UTF-8
   * @param shown its text, with U+FFFD for bytes that are not UTF-8
   */
  public record TextRecord(long number, Optional<String> text, String shown) {}

  TextRecords(String name, InputStream in, boolean nul, boolean whole) throws IOException {
    this.name = name;
    this.in = unzipped(new BufferedInputStream(in, BUFFER));
    this.end = nul ? 0 : '\n';
    this.whole = whole;
  }

  private static InputStream unzipped(BufferedInputStream in) throws IOException {
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return gzip ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in;
  }

  /**
   * The next records; none at the end of the file.
   *
   * @throws StocktakeException if the last record is cut off, or one is too long to be a path
   */
  public synchronized List<TextRecord> next() throws IOException {
    List<TextRecord> records = new ArrayList<>(BATCH);
    try {
      while (records.size() < BATCH && readOne()) {
        records.add(record());
      }
    } catch (EOFException | ZipException e) {
      throw StocktakeException.environment(name + " is damaged or cut off", e);
    }
    return records;
  }

  /** A refusal of a record. */
  public StocktakeException refuse(TextRecord record, String why) {
    return StocktakeException.usage(
        name + ", " + (end == 0 ? "record " : "line ") + record.number() + " " + why);
  }

  private boolean readOne() throws IOException {
    current.reset();
    for (int b = in.read(); b != end; b = in.read()) {
      if (b < 0) {
        return endsAmid();
      }
      if (current.size() >= MAX_BYTES) {
        throw StocktakeException.usage(name + " holds what is too long to be a path: " + shown());
      }
      current.write(b);
    }
    number++;
    return true;
  }

  /** Whether the file ends in a record without its end. */
  private boolean endsAmid() throws StocktakeException {
    if (current.size() > 0 && whole) {
      throw StocktakeException.usage(
          name + " does not end as its records do; is it cut off after '" + shown() + "'?");
    }
    number += current.size() > 0 ? 1 : 0;
    return current.size() > 0;
  }

  private TextRecord record() {
    byte[] bytes = current.toByteArray();
    Optional<String> text;
    try {
      text = Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      text = Optional.empty();
    }
    return new TextRecord(number, text, text.orElseGet(() -> new String(bytes, UTF_8)));
  }

  private String shown() {
    String text = current.toString(UTF_8);
    return text.length() > 100 ? text.substring(0, 100) + "..." : text;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
