package io.stocktake.lab.store;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/**
 * An append-only file of records, each {@code length, CRC-32, bytes}. A record torn by a kill is
 * cut off at the next start; what was appended before it stays. Nothing is synced to the device:
 * the lab promises to survive a killed process, not a lost machine.
 */
final class Log implements Closeable {
  private static final int HEAD = 2 * Integer.BYTES;
  private static final int MAX_RECORD = 1 << 26;

  private final FileChannel channel;
  private long end;
  private long records;

  private Log(FileChannel channel, long end, long records) {
    this.channel = channel;
    this.end = end;
    this.records = records;
  }

  /** Opens or creates a log and hands over its records in order. */
  static Log open(Path file, Consumer<byte[]> replay) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    AtomicLong records = new AtomicLong();
    long end =
        replay(
            channel,
            bytes -> {
              records.incrementAndGet();
              replay.accept(bytes);
            });
    channel.truncate(end);
    channel.position(end);
    return new Log(channel, end, records.get());
  }

  private static long replay(FileChannel channel, Consumer<byte[]> replay) throws IOException {
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), 1 << 16));
    long good = 0;
    try {
      for (byte[] bytes = record(in); bytes != null; bytes = record(in)) {
        replay.accept(bytes);
        good += HEAD + bytes.length;
      }
    } catch (EOFException e) {
      return good;
    }
    return good;
  }

  private static byte[] record(DataInputStream in) throws IOException {
    int length = in.readInt();
    int crc = in.readInt();
    if (length < 0 || length > MAX_RECORD) {
      return null;
    }
    byte[] bytes = in.readNBytes(length);
    return bytes.length == length && crc(bytes) == crc ? bytes : null;
  }

  private static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /** Appends one record; on failure the log is as before. */
  void append(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(HEAD + bytes.length);
    buffer.putInt(bytes.length).putInt(crc(bytes)).put(bytes).flip();
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      channel.truncate(end);
      channel.position(end);
      throw e;
    }
    end += HEAD + bytes.length;
    records++;
  }

  /** How many records there are. */
  long records() {
    return records;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
