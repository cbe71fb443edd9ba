package io.stocktake.planner.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** An open file by system calls. */
final class UnixFile extends OpenFile {
  private static final ThreadLocal<Room> ROOM = ThreadLocal.withInitial(Room::new);

  private final Path path;
  private final int file;
  private boolean closed;

  /** What a thread needs to call the system. */
  private static final class Room {
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
    private final long address = SystemCalls.address(buffer);
    private final UnixStat stat = new UnixStat();
  }

  private UnixFile(Path path, int file) {
    this.path = path;
    this.file = file;
  }

  static OpenFile at(Path root, Path path) throws IOException {
    return new UnixFile(path, Beneath.open(root, path));
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Room room = ROOM.get();
    int read = SystemCalls.read(file, room.address, Math.min(length, CHUNK), path);
    if (read > 0) {
      room.buffer.get(0, into, offset, read);
    }
    return read;
  }

  @Override
  public Stat stat() throws IOException {
    UnixStat stat = ROOM.get().stat;
    SystemCalls.stat(file, stat, path);
    return stat.toStat(Stat.Detail.BASIC);
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      SystemCalls.close(file, path);
    }
  }
}
