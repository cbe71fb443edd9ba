package io.stocktake.planner.files;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * Opens what is below a root name by name, from one directory's descriptor to the next and without
 * following symbolic links ({@code openat} with {@code O_NOFOLLOW}), so that a directory that
 * somebody replaces by a link leads nowhere. A thread keeps the descriptor of the directory it
 * opened something in last, since the next file is mostly in the same one.
 */
final class Beneath {
  /** {@code O_PATH} of Linux: to go through a directory, the right to search it is enough. */
  private static final int PATH_ONLY = 0x200000;

  private static final Cleaner CLEANER = Cleaner.create();
  private static final ThreadLocal<Last> LAST = ThreadLocal.withInitial(Last::new);

  /** The directory that a thread opened something in last. */
  private static final class Last {
    private final Descriptor descriptor = new Descriptor();
    private Path root;
    private Path directory;

    Last() {
      CLEANER.register(this, descriptor);
    }
  }

  /** A descriptor, or a negative number; closed at the latest when its thread has ended. */
  private static final class Descriptor implements Runnable {
    private int number = -1;

    @Override
    public void run() {
      close(number);
      number = -1;
    }
  }

  private Beneath() {}

  /**
   * Opens a file or directory to read it; the caller closes the descriptor.
   *
   * @param root a directory; links on the way to it are followed
   * @param path the root, or something below it
   * @throws IOException if it does not exist, or it or a directory above it is a symbolic link
   */
  static int open(Path root, Path path) throws IOException {
    if (path.equals(root)) {
      return SystemCalls.open(root, true);
    }
    Last last = LAST.get();
    Path directory = path.getParent();
    if (root == last.root && directory.equals(last.directory)) {
      try {
        return openIn(last.descriptor.number, path, 0);
      } catch (IOException e) {
        // The directory may be another one by now.
      }
    }
    last.root = null;
    last.descriptor.run();
    last.descriptor.number = openDirectory(root, directory);
    last.directory = directory;
    last.root = root;
    return openIn(last.descriptor.number, path, 0);
  }

  private static int openDirectory(Path root, Path directory) throws IOException {
    int open = SystemCalls.open(root, true);
    if (directory.equals(root)) {
      return open;
    }
    Path at = root;
    for (Path name : root.relativize(directory)) {
      at = at.resolve(name);
      int next;
      try {
        next = openIn(open, at, PATH_ONLY);
      } finally {
        close(open);
      }
      open = next;
    }
    return open;
  }

  /** Opens the last name of a path in its directory. */
  private static int openIn(int directory, Path path, int flags) throws IOException {
    if (path.getFileName().toString().equals("..")) {
      throw new FileSystemException(path.toString(), null, "leads out of its directory");
    }
    return SystemCalls.openIn(directory, FileNames.bytes(path), flags, path);
  }

  private static void close(int descriptor) {
    if (descriptor >= 0) {
      try {
        SystemCalls.close(descriptor, null);
      } catch (IOException e) {
        // Nothing was written.
      }
    }
  }
}
