package io.stocktake.planner.state;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * Fingerprints as they are learnt, appended to a file. What was appended half a second ago outlives
 * the process; a record cut short by a crash is dropped by whoever reads the file.
 */
final class FingerprintLog implements Closeable {
  private static final int BUFFERED = 4096;
  private static final long FLUSH_MILLIS = 500;

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFERED * Fingerprint.BYTES);
  private final Thread flusher = new Thread(this::flushAgainAndAgain, "fingerprints");
  private IOException failure;
  private long rows;

  /** Takes fingerprints in the order in which they were appended. */
  @FunctionalInterface
  interface Sink {
    void row(Fingerprint fingerprint) throws IOException;
  }

  /** Begins a log, empty. */
  FingerprintLog(Path file) throws IOException {
    channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    flusher.setDaemon(true);
    flusher.start();
  }

  /** Appends; a failure to write is told by the next call. */
  synchronized void append(Fingerprint fingerprint) throws IOException {
    if (buffer.remaining() < Fingerprint.BYTES) {
      flush();
    }
    fingerprint.write(buffer);
    rows++;
    rethrow();
  }

  synchronized long rows() {
    return rows;
  }

  private synchronized void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  private void flushAgainAndAgain() {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(FLUSH_MILLIS);
        flush();
      }
    } catch (InterruptedException e) {
      // closed
    } catch (IOException e) {
      failed(e);
    }
  }

  private synchronized void failed(IOException e) {
    failure = e;
  }

  private synchronized void rethrow() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  /** Reads a log, if it is there. */
  static void read(Path file, Sink sink) throws IOException {
    byte[] row = new byte[Fingerprint.BYTES];
    try (InputStream raw = Files.newInputStream(file);
        DataInputStream in = new DataInputStream(new BufferedInputStream(raw, 1 << 20))) {
      while (true) {
        in.readFully(row);
        sink.row(Fingerprint.read(ByteBuffer.wrap(row)));
      }
    } catch (EOFException | NoSuchFileException e) {
      // the end, or no log
    }
  }

  @Override
  public void close() throws IOException {
    flusher.interrupt();
    try {
      flusher.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      if (channel.isOpen()) {
        flush();
        channel.close();
      }
    }
  }
}
