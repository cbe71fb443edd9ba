package io.stocktake.planner.restore.resolve;

import io.stocktake.manifests.io.SystemErrors;
import io.stocktake.manifests.restore.LocalState;
import io.stocktake.manifests.restore.RestoreEntry;
import io.stocktake.manifests.restore.RestoreRow;
import io.stocktake.manifests.source.SourceRoot;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the target has at a path, without following any link. Asked in the order of paths, it sees
 * most directories once.
 */
public final class TargetState implements Closeable {
  /** What there is. */
  enum Kind {
    ABSENT,
    DIRECTORY,
    /** A regular file or a symbolic link. */
    FILE,
    /** A device, pipe or socket. */
    SPECIAL,
    /** A path above it is a regular file or a symbolic link. */
    BELOW_FILE,
    /** It, or a directory above it, could not be read, or is special. */
    UNKNOWN
  }

  /**
   * What was found.
   *
   * @param kind what there is
   * @param state the state of a file
   * @param detail which path is in the way, or what the system says
   */
  record Found(Kind kind, LocalState state, String detail) {
    static Found of(Kind kind, String detail) {
      return new Found(kind, LocalState.ABSENT, detail);
    }
  }

  /** Directories remembered; paths come in order, so that few are asked for again. */
  private static final int REMEMBERED = 4096;

  private final Path directory;
  private final Optional<SourceRoot> root;
  private final AttributeComparison attributes;
  private final Map<String, Found> directories = new HashMap<>();

  /** The state of a directory, which need not exist. */
  public TargetState(Path directory) throws IOException {
    this.directory = directory;
    this.attributes = new AttributeComparison(directory);
    this.root =
        Files.isDirectory(directory) ? Optional.of(SourceRoot.of(directory)) : Optional.empty();
  }

  /** What there is at a path below the target. */
  Found at(String path) {
    if (root.isEmpty()) {
      return Found.of(Kind.ABSENT, "");
    }
    if (path.equals(RestoreRow.ROOT)) {
      return Found.of(Kind.DIRECTORY, "");
    }
    int slash = path.lastIndexOf('/');
    Found parent = slash < 0 ? Found.of(Kind.DIRECTORY, "") : directory(path.substring(0, slash));
    return switch (parent.kind) {
      case DIRECTORY -> look(path);
      case FILE -> Found.of(Kind.BELOW_FILE, path.substring(0, slash));
      case SPECIAL -> Found.of(Kind.UNKNOWN, path.substring(0, slash) + " is no directory");
      case ABSENT, BELOW_FILE, UNKNOWN -> parent;
    };
  }

  /** Whether a path that is there has the attributes that a snapshot knows. */
  boolean hasAttributes(String path, RestoreEntry entry) throws IOException {
    return attributes.isSame(path, entry.attributes());
  }

  private Found directory(String path) {
    Found known = directories.get(path);
    if (known == null) {
      known = at(path);
      if (directories.size() >= REMEMBERED) {
        directories.clear();
      }
      directories.put(path, known);
    }
    return known;
  }

  private Found look(String path) {
    try {
      BasicFileAttributes attributes = root.orElseThrow().attributes(directory.resolve(path));
      if (attributes.isDirectory()) {
        return Found.of(Kind.DIRECTORY, "");
      }
      if (attributes.isOther()) {
        return Found.of(Kind.SPECIAL, "");
      }
      return new Found(Kind.FILE, LocalState.of(attributes), "");
    } catch (NoSuchFileException e) {
      return Found.of(Kind.ABSENT, "");
    } catch (IOException e) {
      return Found.of(Kind.UNKNOWN, SystemErrors.reason(e));
    }
  }

  @Override
  public void close() throws IOException {
    if (root.isPresent()) {
      root.get().close();
    }
  }
}
