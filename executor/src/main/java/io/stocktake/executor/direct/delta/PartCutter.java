package io.stocktake.executor.direct.delta;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Cuts the new content into multipart parts of legal sizes: only the last may be smaller than the
 * minimum. Equal bytes too few to be copied count as changed, and so do the first bytes after a
 * change that is too short for a part of its own.
 */
final class PartCutter {
  private final int least;
  private final long mostCopied;
  private final byte[] buffer;
  private final DeltaSegment.SegmentConsumer sink;
  private MessageDigest md5 = Digests.md5();
  private boolean copying;
  private long from;
  private long length;

  /** A cutter that has not begun. */
  PartCutter(DeltaSegment.Limits limits, DeltaSegment.SegmentConsumer sink) {
    this.least = limits.least();
    this.mostCopied = limits.mostCopied();
    this.buffer = new byte[limits.mostSent()];
    this.sink = sink;
  }

  /** The next bytes are those of the old content from {@code offset} on. */
  void same(long offset, byte[] bytes, int start, int count) throws IOException {
    if (copying && (offset != from + length || length + count > mostCopied)) {
      endCopy();
    }
    if (!copying && length > 0 && length < least) {
      changed(bytes, start, count);
      return;
    }
    if (!copying) {
      flush();
      copying = true;
      from = offset;
    }
    take(bytes, start, count);
  }

  /** The next bytes are new. */
  void changed(byte[] bytes, int start, int count) throws IOException {
    if (copying && count > 0) {
      endCopy();
    }
    int at = start;
    while (at < start + count) {
      int room = (int) Math.min(buffer.length - length, start + count - at);
      take(bytes, at, room);
      at += room;
      if (length == buffer.length) {
        flush();
      }
    }
  }

  /** There are no more bytes. */
  void end() throws IOException {
    flush();
  }

  /** A copy that is long enough is a part; the bytes of another one are still there to be sent. */
  private void endCopy() throws IOException {
    if (length >= least) {
      flush();
    }
    copying = false;
  }

  private void take(byte[] bytes, int start, int count) {
    if (length < buffer.length) {
      System.arraycopy(
          bytes, start, buffer, (int) length, (int) Math.min(count, buffer.length - length));
    }
    md5.update(bytes, start, count);
    length += count;
  }

  private void flush() throws IOException {
    if (length > 0) {
      Optional<ByteBuffer> bytes =
          copying
              ? Optional.empty()
              : Optional.of(ByteBuffer.allocate((int) length).put(buffer, 0, (int) length).flip());
      sink.accept(new DeltaSegment(length, ETag.ofMd5(md5.digest()), bytes, copying ? from : -1));
    }
    md5 = Digests.md5();
    copying = false;
    length = 0;
  }
}
