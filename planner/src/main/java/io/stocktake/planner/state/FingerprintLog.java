package io.stocktake.planner.state;

import io.stocktake.manifests.io.IOConsumer;
import io.stocktake.manifests.io.PrivateFiles;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Fingerprints as they are learnt, appended to a file. What was appended half a second ago outlives
 * the process. After a failure nothing more is written, and a record that is cut short or damaged
 * is dropped by whoever reads the file.
 */
final class FingerprintLog implements Closeable {
  private static final int BUFFERED = 4096;
  private static final long FLUSH_MILLIS = 500;

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFERED * Fingerprint.BYTES);
  private final Thread flusher = new Thread(this::flushAgainAndAgain, "fingerprints");
  private IOException failure;
  private boolean closed;
  private long rows;

  /** Begins a log, empty. */
  FingerprintLog(Path file) throws IOException {
    channel =
        PrivateFiles.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    flusher.setDaemon(true);
    flusher.start();
  }

  /** Appends; a failure to write is told by this call or the next. */
  synchronized void append(Fingerprint fingerprint) throws IOException {
    if (buffer.remaining() < Fingerprint.BYTES) {
      flush();
    }
    rethrow();
    buffer.put(fingerprint.bytes());
    rows++;
  }

  synchronized long rows() {
    return rows;
  }

  private synchronized void flush() {
    if (failure != null) {
      return;
    }
    buffer.flip();
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      buffer.clear();
    } catch (IOException e) {
      failure = e;
    }
  }

  private synchronized void flushAgainAndAgain() {
    try {
      while (!closed) {
        wait(FLUSH_MILLIS);
        flush();
      }
    } catch (InterruptedException e) {
      // nobody interrupts it
    }
  }

  private void rethrow() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  /** Reads a log, if it is there, in the order in which its fingerprints were appended. */
  static void read(Path file, IOConsumer<Fingerprint> taker) throws IOException {
    byte[] record = new byte[Fingerprint.BYTES];
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
      while (in.readNBytes(record, 0, record.length) == record.length) {
        ByteBuffer bytes = ByteBuffer.wrap(record);
        if (!Fingerprint.isDamaged(bytes)) {
          taker.accept(Fingerprint.read(bytes));
        }
      }
    } catch (NoSuchFileException e) {
      // no log
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      notifyAll();
      flush();
      channel.close();
      rethrow();
    }
  }
}
