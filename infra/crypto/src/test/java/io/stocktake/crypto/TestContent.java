package io.stocktake.crypto;

import io.stocktake.executor.files.FileContent;
import io.stocktake.executor.files.FileException;
import io.stocktake.manifests.ETag;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Content whose bytes follow from their place, and that counts what is read of it. */
public final class TestContent implements FileContent {
  private final long size;
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong shortReads = new AtomicLong();
  private volatile boolean closed;
  private volatile boolean checked;
  private volatile long failsAt = Long.MAX_VALUE;

  /** Content of so many bytes. */
  public TestContent(long size) {
    this.size = size;
  }

  /** The byte at a place. */
  public static byte at(long place) {
    return (byte) ((place * 0x9E3779B97F4A7C15L) >>> 56);
  }

  /** All bytes. */
  public byte[] bytes() {
    byte[] bytes = new byte[(int) size];
    for (int at = 0; at < bytes.length; at++) {
      bytes[at] = at(at);
    }
    return bytes;
  }

  /** Bytes read by now. */
  public long read() {
    return read.get();
  }

  /** Reads of less than a chunk that were not the last one of the content. */
  public long shortReads() {
    return shortReads.get();
  }

  /** Lets each read of this byte fail, until another one is set. */
  public void failAt(long place) {
    failsAt = place;
  }

  /** Whether it was closed. */
  public boolean closed() {
    return closed;
  }

  /** Whether it was checked again. */
  public boolean checked() {
    return checked;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public Optional<ETag> planned() {
    return Optional.of(ETag.ofMd5(new byte[16]));
  }

  @Override
  public void read(ByteBuffer buffer, long offset) throws IOException {
    int length = buffer.remaining();
    if (offset + length > failsAt) {
      throw FileException.drifted("the file became shorter while it was read");
    }
    for (int at = 0; at < length; at++) {
      buffer.put(at(offset + at));
    }
    read.addAndGet(length);
    if (length < CHUNK && offset + length < size) {
      shortReads.incrementAndGet();
    }
    buffer.flip();
  }

  @Override
  public String stamp() {
    return "stamp";
  }

  @Override
  public void checkAgain() {
    checked = true;
  }

  @Override
  public void close() {
    closed = true;
  }
}
