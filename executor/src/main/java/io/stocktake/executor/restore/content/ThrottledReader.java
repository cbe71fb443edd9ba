package io.stocktake.executor.restore.content;

import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.store.StoreException;
import io.stocktake.manifests.content.PartBoundaries;
import io.stocktake.manifests.content.StoredContent;
import io.stocktake.manifests.restore.RestoreRow;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decorator that holds requests and bodies to the limits of a throttle, and counts both. Once the
 * run has ended, no request passes, and no body is read further.
 */
public final class ThrottledReader implements ObjectReader {
  private final ObjectReader reader;
  private final RunControl control;
  private final RequestThrottle throttle;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /** A reader of one run. */
  public ThrottledReader(ObjectReader reader, RunControl control, RequestThrottle throttle) {
    this.reader = reader;
    this.control = control;
    this.throttle = throttle;
  }

  /** Requests made so far. */
  public long requests() {
    return requests.get();
  }

  /** Bytes of bodies that came so far. */
  public long bytes() {
    return bytes.get();
  }

  @Override
  public ObjectBody open(RestoreRow.Source source, Optional<ByteRange> range)
      throws StoreException {
    begin();
    try {
      ObjectBody body = reader.open(source, range);
      return new ObjectBody(body.description(), new Metered(body.bytes()));
    } catch (StoreException | RuntimeException e) {
      throttle.answered(0);
      throw e;
    }
  }

  @Override
  public ObjectDescription head(RestoreRow.Source source) throws StoreException {
    begin();
    try {
      return reader.head(source);
    } finally {
      throttle.answered(0);
    }
  }

  @Override
  public Optional<PartBoundaries> parts(RestoreRow.Source source, StoredContent seen)
      throws StoreException {
    // Asked while the object's body is open, whose place among the requests it takes: if each body
    // waited for another place, none would ever be free.
    requireRun();
    requests.incrementAndGet();
    return reader.parts(source, seen);
  }

  private void begin() {
    throttle.request(0).join();
    try {
      requireRun();
    } catch (UncheckedIOException e) {
      throttle.notSent();
      throw e;
    }
    requests.incrementAndGet();
  }

  /** The run's end is no failure of the request, and so is no StoreException. */
  private void requireRun() {
    if (!control.maySend()) {
      throw new UncheckedIOException(new RunCancelledException());
    }
  }

  /** A body; the request's place is given back when it is closed. */
  private final class Metered extends FilterInputStream {
    private long read;
    private boolean closed;

    Metered(InputStream body) {
      super(body);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (!control.maySend()) {
        throw new RunCancelledException();
      }
      boolean slow = throttle.mayBeSlow();
      int most = slow ? Math.min(length, RequestThrottle.SLICE) : length;
      int count = in.read(buffer, offset, most);
      if (count > 0) {
        read += count;
        bytes.addAndGet(count);
        if (slow) {
          throttle.slice(count).join();
        }
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      try {
        in.close();
      } finally {
        throttle.answered(read);
      }
    }
  }
}
