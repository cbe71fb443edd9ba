package io.stocktake.crypto.message;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A place in a message up to which it was encrypted, with the last segment; for one thread. */
final class Cursor {
  private final Segments segments;
  private final InnerText text;
  private final FeedbackCipher cipher;
  private final byte[] chain;
  private final byte[] buffer;

  private long next;
  private boolean holds;

  /**
   * A cursor.
   *
   * @param next the segment that it encrypts first
   * @param chain the block of ciphertext before that one
   */
  Cursor(Segments segments, InnerText text, SessionKey key, long next, byte[] chain) {
    this.segments = segments;
    this.text = text;
    this.cipher = new FeedbackCipher(key);
    this.next = next;
    this.chain = chain.clone();
    this.buffer = new byte[segments.longest() + 2 * FeedbackCipher.BLOCK];
  }

  /** The first segment that it can give without going back. */
  long first() {
    return holds ? next - 1 : next;
  }

  /** The segment that it encrypts next. */
  long next() {
    return next;
  }

  /** The block of ciphertext before the next segment. */
  byte[] chain() {
    return chain.clone();
  }

  /**
   * Encrypts the next segment. After a failure to read the content it is where it was before.
   *
   * @param leads whether no cursor was here before, so that the segment is to be digested
   */
  void advance(Detection detection, boolean leads) throws IOException {
    int length = segments.length(next);
    int readable = segments.isLast(next) ? length - Detection.BYTES : length;
    holds = false;
    text.read(
        next * Segments.BYTES, readable, ByteBuffer.wrap(buffer, FeedbackCipher.BLOCK, readable));
    if (leads) {
      detection.update(buffer, FeedbackCipher.BLOCK, readable);
    }
    if (segments.isLast(next)) {
      detection.put(buffer, FeedbackCipher.BLOCK + readable);
    }
    cipher.encrypt(chain, buffer, length);
    next++;
    holds = true;
  }

  /** Gives bytes of the segment that it holds, and returns how many. */
  int copy(long from, int most, ByteBuffer into) {
    int at = (int) (from - (next - 1) * Segments.BYTES);
    int some = Math.min(most, segments.length(next - 1) - at);
    into.put(buffer, FeedbackCipher.BLOCK + at, some);
    return some;
  }
}
