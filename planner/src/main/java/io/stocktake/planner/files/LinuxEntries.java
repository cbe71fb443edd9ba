package io.stocktake.planner.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

/**
 * Entries by the system calls of Linux. Their buffers belong to the thread, which reads one
 * directory at a time; layouts are those of linux/stat.h and of getdents64(2).
 */
final class LinuxEntries extends DirectoryEntries {
  private static final int NO_FOLLOW = 0x100;
  private static final int BASIC_STATS = 0x7ff;
  private static final int RECORD_LENGTH = 16;
  private static final int RECORD_NAME = 19;
  private static final int STAT_LINKS = 16;
  private static final int STAT_OWNER = 20;
  private static final int STAT_GROUP = 24;
  private static final int STAT_MODE = 28;
  private static final int STAT_INODE = 32;
  private static final int STAT_SIZE = 40;
  private static final int STAT_CHANGED = 96;
  private static final int STAT_MODIFIED = 112;
  private static final int STAT_DEVICE = 136;
  private static final ThreadLocal<Room> ROOM = ThreadLocal.withInitial(Room::new);

  private final Path directory;
  private final int file;
  private final Room room = ROOM.get();
  private long filled;
  private int next;
  private long nameAddress;

  /** What a thread needs to call the system. */
  private static final class Room {
    private final ByteBuffer records = direct(64 * 1024);
    private final ByteBuffer stat = direct(256);
    private final long recordsAt = SystemCalls.address(records);
    private final long statAt = SystemCalls.address(stat);

    private static ByteBuffer direct(int bytes) {
      return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
  }

  private LinuxEntries(Path directory, int file) {
    this.directory = directory;
    this.file = file;
  }

  static DirectoryEntries at(Path root, Path directory) throws IOException {
    return new LinuxEntries(directory, Beneath.open(root, directory));
  }

  @Override
  public boolean advance() throws IOException {
    do {
      if (next == filled && !fill()) {
        return false;
      }
      take();
    } while (isSelfOrParent());
    return true;
  }

  private boolean fill() throws IOException {
    filled = ForeignCalls.list(file, room.recordsAt, room.records.capacity());
    next = 0;
    if (filled < 0) {
      filled = 0;
      throw new FileSystemException(
          directory.toString(), null, "its entries could not be listed to the end");
    }
    return filled > 0;
  }

  private void take() {
    int from = next + RECORD_NAME;
    int end = from;
    while (room.records.get(end) != 0) {
      end++;
    }
    name = new byte[end - from];
    room.records.get(from, name);
    nameAddress = room.recordsAt + from;
    next += Short.toUnsignedInt(room.records.getShort(next + RECORD_LENGTH));
  }

  @Override
  public Stat stat(Stat.Detail detail) throws IOException {
    if (ForeignCalls.stat(file, nameAddress, NO_FOLLOW, BASIC_STATS, room.statAt) < 0) {
      return Stat.of(directory.resolve(new String(name, UTF_8)), detail, LinkOption.NOFOLLOW_LINKS);
    }
    return new Stat(
        UnixStat.kind(room.stat.getShort(STAT_MODE)),
        room.stat.getLong(STAT_SIZE),
        time(STAT_MODIFIED),
        detail == Stat.Detail.BASIC ? Optional.empty() : Optional.of(identity()),
        detail == Stat.Detail.OWNERSHIP ? Optional.of(ownership()) : Optional.empty());
  }

  private Stat.Ownership ownership() {
    return UnixStat.ownership(
        Short.toUnsignedInt(room.stat.getShort(STAT_MODE)),
        room.stat.getInt(STAT_OWNER),
        room.stat.getInt(STAT_GROUP),
        room.stat.getInt(STAT_LINKS));
  }

  private FileIdentity identity() {
    long device = device(room.stat.getInt(STAT_DEVICE), room.stat.getInt(STAT_DEVICE + 4));
    return new FileIdentity(device, room.stat.getLong(STAT_INODE), time(STAT_CHANGED));
  }

  private FileTime time(int at) {
    return FileTime.from(
        Instant.ofEpochSecond(room.stat.getLong(at), room.stat.getInt(at + Long.BYTES)));
  }

  /** The number that stat(2) has for a device: makedev(3) of glibc. */
  private static long device(long major, long minor) {
    return (major & 0xfffff000L) << 32
        | (major & 0xfffL) << 8
        | (minor & 0xffffff00L) << 12
        | (minor & 0xffL);
  }

  @Override
  public void close() {
    ForeignCalls.close(file);
  }
}
