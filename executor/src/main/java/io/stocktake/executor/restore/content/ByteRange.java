package io.stocktake.executor.restore.content;

/**
 * The bytes of an object from one offset to another.
 *
 * @param from the offset of the first
 * @param to the offset behind the last
 */
public record ByteRange(long from, long to) {
  public ByteRange {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException("no bytes from " + from + " to " + to);
    }
  }

  /** How many there are. */
  public long length() {
    return to - from;
  }

  /** As the {@code Range} header has it. */
  public String header() {
    return "bytes=" + from + "-" + (to - 1);
  }
}
