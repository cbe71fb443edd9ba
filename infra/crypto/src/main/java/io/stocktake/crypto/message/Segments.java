package io.stocktake.crypto.message;

import io.stocktake.crypto.packet.MessageLayout;
import io.stocktake.executor.files.FileContent;

/**
 * The pieces in which a message is encrypted. The last one has all of the modification detection
 * code, so it may be a little longer than the others.
 *
 * @param total bytes that are encrypted
 */
record Segments(long total) {
  /** Bytes of each but the last: whole blocks, and not less than is to be read at once. */
  static final int BYTES = 2 * FileContent.CHUNK;

  private static final int MOST_CHECKPOINTS = 4096;
  private static final int LEAST_SPACING = 2;

  long count() {
    return Math.max(1, (total - MessageLayout.DETECTION + BYTES - 1) / BYTES);
  }

  boolean isLast(long number) {
    return number == count() - 1;
  }

  /** The segment with a byte. */
  long at(long position) {
    return Math.min(position / BYTES, count() - 1);
  }

  int length(long number) {
    return (int) (isLast(number) ? total - number * BYTES : BYTES);
  }

  /** Bytes of the longest. */
  int longest() {
    return (int) Math.min(total, BYTES + MessageLayout.DETECTION);
  }

  /** Segments from one checkpoint to the next: 1 MiB, and more where there would be too many. */
  long spacing() {
    return Math.max(LEAST_SPACING, (count() + MOST_CHECKPOINTS - 1) / MOST_CHECKPOINTS);
  }
}
