package io.stocktake.executor.restore.local;

import io.stocktake.manifests.restore.RestoreRow;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The directories of a target that are open, each opened from the handle of the one above it. Few
 * are kept; one that is in use stays open until its last user has closed it.
 */
final class OpenDirectories implements Closeable {
  /** Directories kept open; two descriptors each. */
  private static final int KEPT = 32;

  private final TargetDirectory root;
  private final Map<String, Shared> open = new LinkedHashMap<>(KEPT, 0.75f, true);
  private boolean closed;

  /** A directory with the number of those that use it. */
  private static final class Shared {
    private final TargetDirectory directory;
    private int users = 1;

    Shared(TargetDirectory directory) {
      this.directory = directory;
    }
  }

  /** A directory for one use; closing gives it back. */
  final class Use implements Closeable {
    private final Shared shared;

    private Use(Shared shared) {
      this.shared = shared;
    }

    TargetDirectory directory() {
      return shared.directory;
    }

    @Override
    public void close() throws IOException {
      leave(shared);
    }
  }

  OpenDirectories(Path root) throws IOException {
    this.root = TargetDirectory.root(root);
  }

  /**
   * Opens a directory.
   *
   * @param path below the target; empty for the target itself
   * @param create whether to make what is missing
   * @return nothing if it is missing and must not be made
   * @throws TargetException if it, or one above it, is a link or no directory
   */
  Optional<Use> use(String path, boolean create) throws IOException {
    if (path.isEmpty()) {
      return Optional.of(new Use(new Shared(root)));
    }
    synchronized (open) {
      Shared known = open.get(path);
      if (known != null) {
        known.users++;
        return Optional.of(new Use(known));
      }
    }
    int slash = path.lastIndexOf('/');
    Optional<Use> above = use(slash < 0 ? "" : path.substring(0, slash), create);
    if (above.isEmpty()) {
      return above;
    }
    try (Use parent = above.get()) {
      Optional<TargetDirectory> found =
          open(parent.directory(), path.substring(slash + 1), path, create);
      return found.isEmpty() ? Optional.empty() : Optional.of(keep(path, new Shared(found.get())));
    }
  }

  /** Gives the target itself its attributes. */
  void applyToRoot(AttributeChange change) throws IOException {
    change.apply(root.at(RestoreRow.ROOT));
  }

  private static Optional<TargetDirectory> open(
      TargetDirectory parent, String name, String path, boolean create) throws IOException {
    try {
      return Optional.of(parent.open(name));
    } catch (NoSuchFileException e) {
      return create ? Optional.of(make(parent, name, path)) : Optional.empty();
    } catch (IOException e) {
      throw inTheWay(parent, name, path, e);
    }
  }

  private static TargetDirectory make(TargetDirectory parent, String name, String path)
      throws IOException {
    try {
      parent.makeDirectory(name);
      parent.force();
    } catch (FileAlreadyExistsException e) {
      // Another thread was first, or something else has the name: opening it tells.
    }
    try {
      return parent.open(name);
    } catch (IOException e) {
      throw inTheWay(parent, name, path, e);
    }
  }

  private static TargetException inTheWay(
      TargetDirectory parent, String name, String path, IOException failure) throws IOException {
    var found = parent.attributes(name);
    if (found.isEmpty() || found.get().isDirectory()) {
      return TargetException.of(failure); // no right, or what was in the way is gone meanwhile
    }
    return TargetException.failed(
        path
            + (found.get().isSymbolicLink()
                ? " is a symbolic link, and a restore follows none"
                : " is not a directory")
            + ": move it away, then run again");
  }

  private Use keep(String path, Shared fresh) throws IOException {
    Shared forgotten = null;
    synchronized (open) {
      if (!closed) {
        fresh.users++;
        forgotten = open.put(path, fresh);
        if (forgotten == null && open.size() > KEPT) {
          Iterator<Shared> eldest = open.values().iterator();
          forgotten = eldest.next();
          eldest.remove();
        }
      }
    }
    if (forgotten != null) {
      leave(forgotten);
    }
    return new Use(fresh);
  }

  private void leave(Shared shared) throws IOException {
    if (shared.directory == root) {
      return;
    }
    synchronized (open) {
      if (--shared.users > 0) {
        return;
      }
    }
    shared.directory.close();
  }

  /** Closes the directories that nobody uses. */
  @Override
  public void close() throws IOException {
    Map<String, Shared> all;
    synchronized (open) {
      closed = true;
      all = Map.copyOf(open);
      open.clear();
    }
    for (Shared shared : all.values()) {
      leave(shared);
    }
    root.close();
  }
}
