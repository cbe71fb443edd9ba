package io.stocktake.planner.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Extended attributes ({@code xattr(7)}) of files and directories; Linux keeps ACLs in them. */
public final class ExtendedAttributes {
  /** As much as Linux lets a list of names, or a value, have. */
  private static final int MOST = 64 * 1024;

  private static final ThreadLocal<Room> ROOM = ThreadLocal.withInitial(Room::new);

  /** What a thread needs to call the system. */
  private static final class Room {
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MOST);
    private final long address = SystemCalls.address(buffer);

    byte[] first(int length) {
      byte[] bytes = new byte[length];
      buffer.get(0, bytes);
      return bytes;
    }
  }

  private ExtendedAttributes() {}

  /** Whether this machine, and this JVM, can read them. */
  public static boolean readable() {
    return SystemCalls.AVAILABLE;
  }

  /**
   * Reads those of a file or directory, name by name from a root; there are none where the file
   * system has no such thing.
   *
   * @param root a directory with no symbolic link in its path, the same object for all its files
   * @param follow whether symbolic links stand for their targets, which must be below the root too
   * @param wanted which names to read
   * @throws IOException if one cannot be read, or its name is no text
   */
  public static Map<String, byte[]> read(
      Path root, Path path, boolean follow, Predicate<String> wanted) throws IOException {
    Path real = follow ? OpenFile.target(root, path) : path;
    int file = Beneath.open(root, real);
    try {
      return read(file, real, wanted);
    } finally {
      SystemCalls.close(file, real);
    }
  }

  private static Map<String, byte[]> read(int file, Path path, Predicate<String> wanted)
      throws IOException {
    Map<String, byte[]> attributes = new TreeMap<>();
    Room room = ROOM.get();
    byte[] names = room.first(SystemCalls.listAttributes(file, room.address, MOST, path));
    int from = 0;
    for (int at = 0; at < names.length; at++) {
      if (names[at] == 0) {
        byte[] name = Arrays.copyOfRange(names, from, at);
        String text = text(name, path);
        int length = wanted.test(text) ? value(file, name, room, path) : -1;
        if (length >= 0) {
          attributes.put(text, room.first(length));
        }
        from = at + 1;
      }
    }
    return attributes;
  }

  private static int value(int file, byte[] name, Room room, Path path) throws IOException {
    return SystemCalls.attribute(file, name, room.address, MOST, path);
  }

  private static String text(byte[] name, Path path) throws IOException {
    return FileNames.text(name)
        .orElseThrow(
            () ->
                new FileSystemException(
                    path.toString(),
                    null,
                    "the name of the extended attribute "
                        + FileNames.escaped(name)
                        + " is not UTF-8"));
  }
}
