package io.stocktake.executor.restore.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.restore.LocalState;
import io.stocktake.manifests.restore.RestoreRow;
import io.stocktake.manifests.source.FileId;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The directory that a restore writes to. All work is done below one open directory handle, name by
 * name, and no symbolic link is followed. A file gets its name only when it is whole and on the
 * disk, and only where the path is still in the state that the plan saw. Used by any number of
 * threads.
 *
 * <p>A name that the plan saw free is given by {@code link}, which refuses one that was taken
 * meanwhile. Over a file that the plan saw, the state is checked right before {@code rename}: what
 * another program writes in the few microseconds between is lost, since Linux has no rename that
 * compares. The same holds for removals, and on file systems without hard links for free names.
 */
public final class TargetTree implements Closeable {
  private final OpenDirectories directories;

  private TargetTree(OpenDirectories directories) {
    this.directories = directories;
  }

  /**
   * Opens a target.
   *
   * @param root a directory that exists; links in its path are followed, since the user named it
   * @throws io.stocktake.manifests.StocktakeException if the system has no directory handles
   */
  public static TargetTree open(Path root) throws IOException {
    return new TargetTree(new OpenDirectories(root));
  }

  /** What is done with a name in its directory. */
  @FunctionalInterface
  private interface Work<T> {
    T in(TargetDirectory directory, String name) throws IOException;
  }

  /** The attributes of what is at a path, of a link its own; nothing if there is nothing. */
  public Optional<BasicFileAttributes> attributes(String path) throws IOException {
    return work(path, false, TargetDirectory::attributes).flatMap(found -> found);
  }

  /**
   * Whether a path is in the state that a plan saw.
   *
   * @param now what is there
   */
  public static boolean isSame(LocalState planned, Optional<BasicFileAttributes> now) {
    if (planned.file().isEmpty() || now.isEmpty()) {
      return planned.file().isEmpty() && now.isEmpty();
    }
    LocalState.Seen seen = planned.file().get();
    BasicFileAttributes found = now.get();
    return !found.isDirectory()
        && found.size() == seen.size()
        && found.lastModifiedTime().toInstant().equals(seen.mtime())
        && isSame(seen.id(), FileId.of(found));
  }

  /** Devices are numbered anew with each mount, so that only inodes are compared. */
  private static boolean isSame(Optional<FileId> planned, Optional<FileId> now) {
    return planned.isEmpty() || now.isEmpty() || planned.get().inode() == now.get().inode();
  }

  /**
   * Begins a file; directories above it are made.
   *
   * @param temporary its name until it is whole; a file of this name is one that an earlier run of
   *     the same row left, and is removed
   */
  public TargetFile create(String path, String temporary) throws IOException {
    String name = name(path);
    OpenDirectories.Use use = directories.use(parent(path), true).orElseThrow();
    try {
      return TargetFile.create(use, name, temporary);
    } catch (IOException | RuntimeException e) {
      use.close();
      throw e;
    }
  }

  /**
   * Clears up what a run left of a file when it was killed.
   *
   * @return whether the file had its name already, and so is whole
   */
  public boolean recover(String path, String temporary) throws IOException {
    return work(
            path,
            false,
            (directory, name) -> {
              Optional<BasicFileAttributes> left = directory.attributes(temporary);
              if (left.isEmpty()) {
                return false;
              }
              Optional<FileId> named = directory.attributes(name).flatMap(FileId::of);
              boolean whole = named.isPresent() && named.equals(FileId.of(left.get()));
              if (whole) {
                directory.force();
              }
              directory.delete(temporary);
              return whole;
            })
        .orElse(false);
  }

  /** Opens a file to read it. */
  public InputStream read(String path) throws IOException {
    return work(path, false, (directory, name) -> Channels.newInputStream(directory.read(name)))
        .orElseThrow(() -> new NoSuchFileException(path));
  }

  /**
   * Makes a directory, and those above it that are missing.
   *
   * @return whether it was made; else it was there
   * @throws TargetException if something else has its name
   */
  public boolean makeDirectory(String path) throws IOException {
    if (path.equals(RestoreRow.ROOT)) {
      return false;
    }
    boolean fresh = attributes(path).isEmpty();
    directories.use(path, true).orElseThrow().close();
    return fresh;
  }

  /**
   * Makes a symbolic link; directories above it are made. The target is text and is not looked at.
   *
   * @param planned the state of the path to insist on
   * @param temporary its name until it takes the place of what is there
   * @throws TargetException if the path is in another state
   */
  public void makeLink(String path, byte[] target, LocalState planned, String temporary)
      throws IOException {
    Path text = linkText(target);
    work(
        path,
        true,
        (directory, name) -> {
          if (planned.file().isEmpty()) {
            makeNewLink(directory, name, text);
          } else {
            TargetFile.deleteIfThere(directory, temporary);
            directory.makeLink(temporary, text);
            require(planned, directory.attributes(name));
            directory.move(temporary, directory, name);
          }
          directory.force();
          return true;
        });
  }

  private static void makeNewLink(TargetDirectory directory, String name, Path text)
      throws IOException {
    try {
      directory.makeLink(name, text);
    } catch (FileAlreadyExistsException e) {
      throw taken();
    }
  }

  private static Path linkText(byte[] target) throws TargetException {
    try {
      String text = new String(target, UTF_8);
      Path path = Path.of(text);
      if (!path.toString().equals(text)) {
        throw TargetException.failed("Java would change the text of the link, " + text);
      }
      return path;
    } catch (InvalidPathException e) {
      throw TargetException.failed("the object's content is no target of a link: " + e.getReason());
    }
  }

  /** Whether there is a symbolic link with this text at a path. */
  public boolean isLink(String path, byte[] target) throws IOException {
    Path text = linkText(target);
    return work(
            path,
            false,
            (directory, name) ->
                directory.attributes(name).filter(BasicFileAttributes::isSymbolicLink).isPresent()
                    && directory.readLink(name).equals(text))
        .orElse(false);
  }

  /**
   * Removes a file or a link.
   *
   * @throws TargetException if the path is not in the planned state
   */
  public void delete(String path, LocalState planned) throws IOException {
    work(
        path,
        false,
        (directory, name) -> {
          require(planned, directory.attributes(name));
          directory.delete(name);
          directory.force();
          return true;
        });
  }

  /**
   * Removes a directory that is empty.
   *
   * @return whether it was there
   * @throws TargetException if it is not empty
   */
  public boolean removeDirectory(String path) throws IOException {
    return work(path, false, TargetDirectory::deleteDirectory).orElse(false);
  }

  /**
   * Moves a file or a link to another path below the target, whose directories are made.
   *
   * @throws TargetException if the path is not in the planned state, or the other one is taken
   */
  public void move(String path, LocalState planned, String to) throws IOException {
    work(
        to,
        true,
        (trash, newName) ->
            work(
                path,
                false,
                (directory, name) -> {
                  require(planned, directory.attributes(name));
                  if (trash.attributes(newName).isPresent()) {
                    throw TargetException.failed(to + " is there already: move it away");
                  }
                  directory.move(name, trash, newName);
                  trash.force();
                  directory.force();
                  return true;
                }));
  }

  /**
   * Gives a file or link its attributes.
   *
   * @throws TargetException if the path is not in the planned state
   */
  public void setAttributes(String path, LocalState planned, AttributeChange change)
      throws IOException {
    boolean there =
        work(
                path,
                false,
                (directory, name) -> {
                  require(planned, directory.attributes(name));
                  change.apply(directory.at(name));
                  return true;
                })
            .isPresent();
    if (!there) {
      require(planned, Optional.empty());
    }
  }

  /**
   * Gives a file a further name; directories above that are made.
   *
   * @param existing a path of the file
   * @param planned the state of the new path to insist on
   * @param temporary its name until it takes the place of what is there
   * @throws TargetException if the new path is in another state
   */
  public void addName(String existing, String path, LocalState planned, String temporary)
      throws IOException {
    work(
        path,
        true,
        (directory, name) ->
            work(
                existing,
                false,
                (other, otherName) -> {
                  if (planned.file().isEmpty()) {
                    addNewName(other, otherName, directory, name);
                  } else {
                    TargetFile.deleteIfThere(directory, temporary);
                    other.addName(otherName, directory, temporary);
                    require(planned, directory.attributes(name));
                    directory.move(temporary, directory, name);
                  }
                  directory.force();
                  return true;
                }));
  }

  private static void addNewName(
      TargetDirectory other, String otherName, TargetDirectory directory, String name)
      throws IOException {
    try {
      other.addName(otherName, directory, name);
    } catch (FileAlreadyExistsException e) {
      throw taken();
    }
  }

  /** Gives a directory its attributes. */
  public void apply(String path, AttributeChange change) throws IOException {
    if (path.equals(RestoreRow.ROOT)) {
      directories.applyToRoot(change);
      return;
    }
    work(
        path,
        false,
        (directory, name) -> {
          if (directory.attributes(name).filter(BasicFileAttributes::isDirectory).isPresent()) {
            change.apply(directory.at(name));
          }
          return true;
        });
  }

  private <T> Optional<T> work(String path, boolean create, Work<T> work) throws IOException {
    String name = name(path);
    Optional<OpenDirectories.Use> use = directories.use(parent(path), create);
    if (use.isEmpty()) {
      return Optional.empty();
    }
    try (OpenDirectories.Use parent = use.get()) {
      return Optional.of(work.in(parent.directory(), name));
    }
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /** The last name of a path, all names of which are checked: a plan may be of any origin. */
  private static String name(String path) throws TargetException {
    for (String name : path.split("/", -1)) {
      boolean special = name.isEmpty() || name.equals(".") || name.equals("..");
      if (special || name.indexOf('\0') >= 0 || !isSpelled(name)) {
        throw TargetException.failed("the plan's path " + path + " is no path below the target");
      }
    }
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static boolean isSpelled(String name) {
    try {
      return Path.of(name).toString().equals(name);
    } catch (InvalidPathException e) {
      return false; // not in the locale's encoding
    }
  }

  static void require(LocalState planned, Optional<BasicFileAttributes> now)
      throws TargetException {
    if (!isSame(planned, now)) {
      throw now.isEmpty()
          ? TargetException.drifted("the file is gone")
          : planned.file().isEmpty()
              ? taken()
              : TargetException.drifted("the file has changed since the plan");
    }
  }

  static TargetException taken() {
    return TargetException.drifted("something has the name that the plan saw free");
  }

  @Override
  public void close() throws IOException {
    directories.close();
  }
}
