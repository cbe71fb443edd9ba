package io.stocktake.executor.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A file that is appended to, on a machine whose power may be cut: then what was not forced is
 * gone, and nothing is written any more.
 */
public final class LossyChannel extends FileChannel {
  private final FileChannel file;
  private long forced;
  private boolean cut;

  /** All that the file holds now is forced. */
  public LossyChannel(FileChannel file) throws IOException {
    this.file = file;
    this.forced = file.size();
    file.position(forced);
  }

  /** Cuts the power. */
  public synchronized void cutPower() throws IOException {
    cut = true;
    file.truncate(forced);
  }

  @Override
  public synchronized int write(ByteBuffer bytes) throws IOException {
    if (cut) {
      throw new IOException("the power is off");
    }
    return file.write(bytes);
  }

  @Override
  public synchronized void force(boolean metaData) throws IOException {
    if (!cut) {
      forced = file.size();
    }
  }

  @Override
  protected void implCloseChannel() throws IOException {
    file.close();
  }

  @Override
  public long position() throws IOException {
    return file.position();
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public int read(ByteBuffer to) {
    throw new UnsupportedOperationException("it is only appended to");
  }

  @Override
  public long read(ByteBuffer[] to, int offset, int length) {
    throw new UnsupportedOperationException("it is only appended to");
  }

  @Override
  public long write(ByteBuffer[] bytes, int offset, int length) {
    throw new UnsupportedOperationException("it is only appended to");
  }

  @Override
  public FileChannel position(long position) {
    throw new UnsupportedOperationException("it is only appended to");
  }

  @Override
  public FileChannel truncate(long size) {
    throw new UnsupportedOperationException("it is only appended to");
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException("it is only appended to");
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException("it is only appended to");
  }

  @Override
  public int read(ByteBuffer to, long position) {
    throw new UnsupportedOperationException("it is only appended to");
  }

  @Override
  public int write(ByteBuffer bytes, long position) {
    throw new UnsupportedOperationException("it is only appended to");
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException("it is only appended to");
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException("it is only appended to");
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException("it is only appended to");
  }
}
