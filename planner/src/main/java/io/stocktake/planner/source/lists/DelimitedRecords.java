package io.stocktake.planner.source.lists;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Lines, or records that end in a NUL, of a file in UTF-8, compressed by gzip or not. A line may
 * end in CR LF, and the file begin with a byte order mark, as programs on Windows write them;
 * blanks at the ends of a record are part of it. Read by any number of threads, each of which takes
 * some at a time.
 */
public final class DelimitedRecords implements Closeable {
  private static final int BUFFER = 256 * 1024;
  private static final int BLOCK = 64 * 1024;
  private static final int SHOWN = 100;
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final ByteScan NULS = new ByteScan((byte) 0);

  /** Twice the longest path, and room for numbers. */
  private static final int MAX_BYTES = 16 * 1024;

  private final String name;
  private final InputStream in;
  private final byte end;
  private final ByteScan ends;
  private final boolean whole;

  /** What was read of a record whose end was not. */
  private byte[] rest = {};

  /** Records that have been given out. */
  private long number;

  /** Some records as bytes, each with its end but perhaps the last. */
  private static final class Block {
    private final byte[] bytes;
    private final int length;

    /** How many records come before them. */
    private final long before;

    Block(byte[] bytes, int length, long before) {
      this.bytes = bytes;
      this.length = length;
      this.before = before;
    }
  }

  DelimitedRecords(String name, InputStream in, boolean nul, boolean whole) throws IOException {
    this.name = name;
    this.in = unmarked(unzipped(new BufferedInputStream(in, BUFFER)));
    this.end = (byte) (nul ? 0 : '\n');
    this.ends = new ByteScan(end);
    this.whole = whole;
  }

  private static InputStream unmarked(BufferedInputStream in) throws IOException {
    in.mark(MARK.length);
    if (!Arrays.equals(in.readNBytes(MARK.length), MARK)) {
      in.reset();
    }
    return in;
  }

  private static BufferedInputStream unzipped(BufferedInputStream in) throws IOException {
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
  public List<DelimitedRecord> next() throws IOException {
    Block block = nextBlock();
    refuseNuls(block);
    List<DelimitedRecord> records = new ArrayList<>();
    for (int from = 0; from < block.length; ) {
      int to = ends.next(block.bytes, from, block.length);
      refuseTooLong(block.bytes, from, to - from);
      int last = end == '\n' && to > from && block.bytes[to - 1] == '\r' ? to - 1 : to;
      records.add(new DelimitedRecord(block.before + records.size() + 1, block.bytes, from, last));
      from = to + 1;
    }
    return records;
  }

  /** A refusal of a record. */
  public StocktakeException refuse(DelimitedRecord record, String why) {
    return StocktakeException.usage(
        name + ", " + (end == 0 ? "record " : "line ") + record.number() + " " + why);
  }

  /** Some whole records, as bytes; what several threads do at once is to take them apart. */
  private synchronized Block nextBlock() throws IOException {
    byte[] bytes = Arrays.copyOf(rest, rest.length + BLOCK);
    int length = rest.length;
    int ended = 0;
    while (ended == 0) {
      refuseTooLong(bytes, 0, length);
      int read = read(bytes, length);
      if (read < 0) {
        refuseCutOff(bytes, length);
        rest = new byte[0];
        return block(bytes, length);
      }
      ended = endOfLast(bytes, length, length + read);
      length += read;
    }
    rest = Arrays.copyOfRange(bytes, ended, length);
    return block(bytes, ended);
  }

  private int read(byte[] into, int at) throws IOException {
    try {
      return in.read(into, at, into.length - at);
    } catch (EOFException | ZipException e) {
      throw StocktakeException.environment(name + " is damaged or cut off", e);
    }
  }

  /** Behind the end of the last record that ends between there, or 0. */
  private int endOfLast(byte[] bytes, int from, int to) {
    for (int i = to - 1; i >= from; i--) {
      if (bytes[i] == end) {
        return i + 1;
      }
    }
    return 0;
  }

  private Block block(byte[] bytes, int length) {
    Block block = new Block(bytes, length, number);
    number += ends.count(bytes, length);
    return block;
  }

  private void refuseCutOff(byte[] bytes, int length) throws StocktakeException {
    if (length > 0 && whole) {
      throw StocktakeException.usage(
          name
              + " does not end as its records do; is it cut off after '"
              + shown(bytes, 0, length)
              + "'?");
    }
  }

  private void refuseNuls(Block block) throws StocktakeException {
    if (end != 0 && NULS.next(block.bytes, 0, block.length) < block.length) {
      throw StocktakeException.usage(
          FailureCode.NUL_IN_LIST,
          name
              + " holds NUL bytes, which no path has: either its records end in a NUL instead of a"
              + " newline, or it is not in UTF-8");
    }
  }

  private void refuseTooLong(byte[] bytes, int from, int length) throws StocktakeException {
    if (length > MAX_BYTES) {
      throw StocktakeException.usage(
          name + " holds what is too long to be a path: " + shown(bytes, from, length));
    }
  }

  private static String shown(byte[] bytes, int from, int length) {
    String text = new String(bytes, from, length, UTF_8);
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
