package io.stocktake.executor.restore.local;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.FileTrees;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * One open directory of the target. Names are resolved in the directory that is open, whatever its
 * path leads to by now, and no link is followed. Where Java has no such call ({@code mkdirat},
 * {@code symlinkat}, {@code linkat}), the path is {@code /proc/self/fd/N/NAME}, which Linux
 * resolves to the open directory itself.
 */
final class TargetDirectory implements Closeable {
  private static final Set<OpenOption> CREATE =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final SecureDirectoryStream<Path> stream;
  private final Path self;
  private final Object sync = new Object();
  private long changes;
  private long forced;

  private TargetDirectory(SecureDirectoryStream<Path> stream) throws IOException {
    this.stream = stream;
    this.self = Path.of("/proc/self/fd/" + descriptor(stream));
  }

  /**
   * Opens the root of a target; links in its path are followed, since the user named it.
   *
   * @throws StocktakeException if the system has no directory handles
   */
  @SuppressWarnings("StreamResourceLeak") // closing this closes it
  static TargetDirectory root(Path root) throws IOException {
    return of(Files.newDirectoryStream(root));
  }

  private static TargetDirectory of(DirectoryStream<Path> stream) throws IOException {
    try {
      if (stream instanceof SecureDirectoryStream<Path> secure) {
        return new TargetDirectory(secure);
      }
      throw noHandles(null);
    } catch (IOException | RuntimeException e) {
      stream.close();
      throw e;
    }
  }

  private static int descriptor(SecureDirectoryStream<Path> stream) throws StocktakeException {
    try {
      Field field = stream.getClass().getDeclaredField("dfd");
      field.setAccessible(true);
      return field.getInt(stream);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw noHandles(e);
    }
  }

  private static StocktakeException noHandles(Throwable cause) {
    return StocktakeException.environment(
        "this JVM gives no handles of directories, without which a restore could be led outside"
            + " its target; nothing was done: run on Linux, by bin/stocktake",
        cause);
  }

  /** Opens a directory in this one; a link is an error. */
  @SuppressWarnings("StreamResourceLeak") // closing that closes it
  TargetDirectory open(String name) throws IOException {
    return of(stream.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS));
  }

  /** The attributes of a name, of a link those of its own; nothing if there is no such name. */
  Optional<BasicFileAttributes> attributes(String name) throws IOException {
    try {
      return Optional.of(
          stream
              .getFileAttributeView(
                  Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Creates a file, readable by its owner alone; a name that is taken is an error. */
  FileChannel create(String name) throws IOException {
    return (FileChannel)
        stream.newByteChannel(
            Path.of(name),
            CREATE,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /** Opens a file to read it. */
  FileChannel read(String name) throws IOException {
    return (FileChannel) stream.newByteChannel(Path.of(name), READ);
  }

  /** Creates a directory; a name that is taken is an error. */
  void makeDirectory(String name) throws IOException {
    Files.createDirectory(at(name));
    changed();
  }

  /** Creates a symbolic link; a name that is taken is an error. */
  void makeLink(String name, Path target) throws IOException {
    Files.createSymbolicLink(at(name), target);
    changed();
  }

  /** The text of a symbolic link. */
  Path readLink(String name) throws IOException {
    return Files.readSymbolicLink(at(name));
  }

  /** Gives a file a second name ({@code link}); a name that is taken is an error. */
  void addName(String existing, TargetDirectory in, String name) throws IOException {
    Files.createLink(in.at(name), at(existing));
    in.changed();
  }

  /** Renames, over what has the name. */
  void move(String name, TargetDirectory to, String newName) throws IOException {
    stream.move(Path.of(name), to.stream, Path.of(newName));
    changed();
    to.changed();
  }

  /** Removes a file or a link. */
  void delete(String name) throws IOException {
    stream.deleteFile(Path.of(name));
    changed();
  }

  /** Removes an empty directory, and tells whether it was there. */
  boolean deleteDirectory(String name) throws IOException {
    try {
      stream.deleteDirectory(Path.of(name));
    } catch (NoSuchFileException e) {
      return false;
    } catch (DirectoryNotEmptyException e) {
      throw TargetException.drifted("the directory is not empty");
    }
    changed();
    force();
    return true;
  }

  /** The path of a name for calls that need one; it leads into this very directory. */
  Path at(String name) {
    return self.resolve(name);
  }

  private void changed() {
    synchronized (sync) {
      changes++;
    }
  }

  /**
   * Forces the names in the directory to the disk. Threads that wait for one another's call are
   * served by one.
   */
  void force() throws IOException {
    long mine;
    synchronized (sync) {
      mine = changes;
    }
    synchronized (stream) {
      if (forced >= mine) {
        return;
      }
      long covered;
      synchronized (sync) {
        covered = changes;
      }
      FileTrees.force(self);
      forced = covered;
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
