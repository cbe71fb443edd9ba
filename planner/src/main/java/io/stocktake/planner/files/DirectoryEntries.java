package io.stocktake.planner.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The entries of a directory, in no order; stands before the first in the beginning. */
public abstract class DirectoryEntries implements Closeable {
  /** The name of the entry it stands at. */
  protected byte[] name;

  DirectoryEntries() {}

  /**
   * Opens a directory, name by name from a root and without following symbolic links.
   *
   * @param root a directory with no symbolic link in its path, the same object for all below it
   * @param directory the root, or a directory below it
   * @param follow whether symbolic links stand for their targets, which must be below the root too
   */
  public static DirectoryEntries of(Path root, Path directory, boolean follow) throws IOException {
    Path real = follow ? OpenFile.target(root, directory) : directory;
    if (ForeignCalls.AVAILABLE) {
      return LinuxEntries.at(root, real);
    }
    return SystemCalls.AVAILABLE ? UnixEntries.at(root, real) : PathEntries.at(root, real);
  }

  /** Whether the name is that of the directory itself, or of the one above it. */
  final boolean isSelfOrParent() {
    return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
  }

  /** Goes to the next entry; false if there is none. */
  public abstract boolean advance() throws IOException;

  /** The entry's name; nothing if it is not UTF-8. */
  public final Optional<String> name() {
    return FileNames.text(name);
  }

  /** The entry's name of any bytes, those outside ASCII as {@code %XX}. */
  public final String escapedName() {
    return FileNames.escaped(name);
  }

  /** The entry's name as it is, whatever its bytes are. */
  public final byte[] rawName() {
    return name.clone();
  }

  /** Stats the entry; a symbolic link is not followed. */
  public abstract Stat stat(Stat.Detail detail) throws IOException;
}
