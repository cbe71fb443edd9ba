package io.stocktake.manifests.source;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The root directory of a source. Files below it are opened name by name, each from its directory's
 * handle and without following symbolic links ({@code openat} with {@code O_NOFOLLOW}), so that a
 * directory that somebody replaces by a link leads nowhere. Where the system has no such handles,
 * the real path is compared before and after instead. May be used by several threads.
 */
public final class SourceRoot implements Closeable {
  private static final Set<java.nio.file.OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  /** Directories kept open; two descriptors each. */
  private static final int OPEN = 16;

  private final Path root;
  private final boolean handles;
  private final Map<Path, Handle> open = new LinkedHashMap<>(OPEN, 0.75f, true);
  private boolean closed;

  /** An open directory; closed when it is forgotten and nobody uses it. */
  private final class Handle implements Closeable {
    private final SecureDirectoryStream<Path> stream;
    private int users = 1;

    Handle(SecureDirectoryStream<Path> stream) {
      this.stream = stream;
    }

    @Override
    public void close() throws IOException {
      synchronized (open) {
        if (--users > 0) {
          return;
        }
      }
      stream.close();
    }
  }

  /** Thrown where a directory above a file is a symbolic link. */
  public static final class LinkOnTheWayException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    LinkOnTheWayException(String directory) {
      super(directory, null, "is a symbolic link, where the plan saw a directory");
    }
  }

  /** What is done with a name in its directory. */
  @FunctionalInterface
  private interface Use<T> {
    T in(SecureDirectoryStream<Path> directory, Path name) throws IOException;
  }

  private SourceRoot(Path root, boolean handles) {
    this.root = root;
    this.handles = handles;
  }

  /**
   * A root.
   *
   * @param root an absolute path; links in it are followed, since the user named it
   */
  public static SourceRoot of(Path root) {
    return new SourceRoot(root, hasHandles(root));
  }

  private static boolean hasHandles(Path root) {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(root)) {
      return stream instanceof SecureDirectoryStream;
    } catch (IOException e) {
      return true; // what is wrong is told when a file is opened
    }
  }

  /** The root's path. */
  public Path path() {
    return root;
  }

  /**
   * Opens a file to read it.
   *
   * @param path below the root, absolute
   * @throws IOException if it does not exist, or it or a directory above it is a symbolic link
   */
  public FileChannel open(Path path) throws IOException {
    return use(
        path,
        (directory, name) -> {
          SeekableByteChannel channel = directory.newByteChannel(name, READ);
          if (channel instanceof FileChannel file) {
            return file;
          }
          channel.close();
          throw new FileSystemException(path.toString(), null, "is not a file of this system");
        },
        () -> FileChannel.open(path, READ));
  }

  /**
   * The attributes of a file, or of a symbolic link itself.
   *
   * @param path below the root, absolute
   * @throws IOException if it does not exist, or a directory above it is a symbolic link
   */
  public BasicFileAttributes attributes(Path path) throws IOException {
    return use(
        path,
        (directory, name) ->
            directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes(),
        () -> Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * The entries of a directory; the caller closes them.
   *
   * @param directory the root, or something below it, absolute
   * @throws IOException if it does not exist, or it or a directory above it is a symbolic link
   */
  @SuppressWarnings("StreamResourceLeak") // the caller closes it
  public DirectoryStream<Path> list(Path directory) throws IOException {
    if (!handles) {
      return directory.equals(root)
          ? Files.newDirectoryStream(root)
          : compared(directory.resolve("."), () -> Files.newDirectoryStream(directory));
    }
    return openDirectory(directory.equals(root) ? Path.of("") : below(directory));
  }

  /** Something done by path, where there are no handles. */
  @FunctionalInterface
  private interface ByPath<T> {
    T get() throws IOException;
  }

  private <T> T use(Path path, Use<T> use, ByPath<T> otherwise) throws IOException {
    Path below = below(path);
    if (!handles) {
      return compared(path, otherwise);
    }
    Path parent = below.getParent();
    Handle directory = directory(parent == null ? Path.of("") : parent);
    try (directory) {
      return use.in(directory.stream, below.getFileName());
    } catch (NoSuchFileException | NotDirectoryException e) {
      // Says the whole path, and not the name alone.
      throw new NoSuchFileException(path.toString());
    }
  }

  private Path below(Path path) throws IOException {
    Path below = root.relativize(path);
    for (Path name : below) {
      if (name.toString().equals("..") || name.toString().isEmpty()) {
        throw new FileSystemException(path.toString(), null, "is not below " + root);
      }
    }
    return below;
  }

  /** Without handles a link is seen only if it is there before or after. */
  private <T> T compared(Path path, ByPath<T> otherwise) throws IOException {
    requireReal(path);
    T result = otherwise.get();
    requireReal(path);
    return result;
  }

  private void requireReal(Path path) throws IOException {
    Path parent = path.getParent();
    if (!parent.toRealPath().equals(root.toRealPath().resolve(root.relativize(parent)))) {
      throw new LinkOnTheWayException(parent.toString());
    }
  }

  /** An open directory, for one use; the caller closes it. */
  private Handle directory(Path below) throws IOException {
    synchronized (open) {
      Handle known = open.get(below);
      if (known != null) {
        known.users++;
        return known;
      }
    }
    return keep(below, new Handle(openDirectory(below)));
  }

  @SuppressWarnings("StreamResourceLeak") // the handle closes it
  private SecureDirectoryStream<Path> openDirectory(Path below) throws IOException {
    if (below.toString().isEmpty()) {
      return (SecureDirectoryStream<Path>) Files.newDirectoryStream(root);
    }
    Path parent = below.getParent();
    try (Handle directory = directory(parent == null ? Path.of("") : parent)) {
      try {
        return directory.stream.newDirectoryStream(below.getFileName(), LinkOption.NOFOLLOW_LINKS);
      } catch (FileSystemException e) {
        throw isLink(directory, below.getFileName())
            ? new LinkOnTheWayException(root.resolve(below).toString())
            : e;
      }
    }
  }

  private static boolean isLink(Handle directory, Path name) {
    try {
      return directory
          .stream
          .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .readAttributes()
          .isSymbolicLink();
    } catch (IOException e) {
      return false;
    }
  }

  private Handle keep(Path below, Handle fresh) throws IOException {
    Handle forgotten;
    synchronized (open) {
      if (closed) {
        return fresh;
      }
      fresh.users++;
      forgotten = open.put(below, fresh);
      if (forgotten == null && open.size() > OPEN) {
        Iterator<Handle> eldest = open.values().iterator();
        forgotten = eldest.next();
        eldest.remove();
      }
    }
    if (forgotten != null) {
      forgotten.close();
    }
    return fresh;
  }

  /** Closes the directories that nobody uses; files that are open stay so. */
  @Override
  public void close() throws IOException {
    Map<Path, Handle> all;
    synchronized (open) {
      closed = true;
      all = Map.copyOf(open);
      open.clear();
    }
    for (Handle handle : all.values()) {
      handle.close();
    }
  }
}
