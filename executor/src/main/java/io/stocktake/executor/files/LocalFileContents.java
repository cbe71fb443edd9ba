package io.stocktake.executor.files;

import io.stocktake.manifests.StoredLink;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.source.FileId;
import io.stocktake.manifests.source.SourceRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Content of the local files of a plan, read only while a file is still the one the plan saw, and
 * only within the source.
 */
public final class LocalFileContents implements FileContents {
  private final Path root;
  private final SourceRoot source;
  private final boolean followsLinks;
  private final boolean storesLinks;
  private final boolean comparesDevices;

  /** The files of a plan; links are followed, or sent as text, only where the plan did so. */
  public LocalFileContents(Plan plan) {
    this.root = Path.of(plan.source().root()).toAbsolutePath().normalize();
    this.source = SourceRoot.of(root);
    this.followsLinks = plan.followsLinks();
    this.storesLinks = plan.storesLinks();
    this.comparesDevices = plan.sourceId().isPresent() && plan.sourceId().equals(id(root));
  }

  /** Devices are numbered anew with each mount: they compare only while the root's is the same. */
  private static Optional<FileId> id(Path root) {
    try {
      return FileId.of(Files.readAttributes(root, BasicFileAttributes.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public long size(PlanRow row) {
    return row.size();
  }

  @Override
  public FileContent open(PlanRow row) throws IOException {
    Path path = resolve(row.path());
    Path real = followsLinks ? real(path) : path;
    Object identity = check(row, real);
    return isLink(row, real)
        ? LocalFileContent.ofLink(this, row, real, identity)
        : LocalFileContent.ofFile(this, row, real, identity, source.open(real));
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  /** Resolves links; the target must be within the source. From there on no link is followed. */
  private Path real(Path path) throws IOException {
    Path real = path.toRealPath();
    Path realRoot = root.toRealPath();
    if (!real.startsWith(realRoot)) {
      throw FileException.failed("a symbolic link on its path leads out of " + root);
    }
    return root.resolve(realRoot.relativize(real));
  }

  private Path resolve(String name) throws FileException {
    try {
      Path path = storesLinks ? StoredLink.locate(root, name) : root.resolve(name);
      boolean inside = path.startsWith(root) && path.normalize().equals(path) && !path.equals(root);
      if (!inside) {
        throw FileException.failed("the plan's path " + name + " leads out of " + root);
      }
      return path;
    } catch (InvalidPathException e) {
      throw FileException.failed(
          "this system cannot spell the file's name ("
              + e.getReason()
              + "); run under a UTF-8 locale");
    }
  }

  /**
   * Checks that a file is the planned one.
   *
   * @return which file it is, or null where the system cannot say
   * @throws FileException if it is another one, or was changed
   */
  Object check(PlanRow row, Path path) throws IOException {
    BasicFileAttributes now = source.attributes(path);
    boolean link = isLink(row, path);
    if (link ? !now.isSymbolicLink() : !now.isRegularFile()) {
      throw FileException.drifted("it is not a " + (link ? "link" : "regular file") + " any more");
    }
    long size = link ? StoredLink.target(path).length : now.size();
    if (size != row.size()) {
      throw FileException.drifted("the file has " + size + " bytes, planned were " + row.size());
    }
    if (!now.lastModifiedTime().toInstant().equals(row.mtime().orElseThrow())) {
      throw FileException.drifted(
          "the file was modified at "
              + now.lastModifiedTime().toInstant()
              + ", planned was "
              + row.mtime().orElseThrow());
    }
    requireSameFile(row, now);
    return now.fileKey();
  }

  private void requireSameFile(PlanRow row, BasicFileAttributes now) throws FileException {
    Optional<FileId> id = row.file().isEmpty() ? Optional.empty() : FileId.of(now);
    if (id.isPresent() && !isSame(row.file().get(), id.get())) {
      throw FileException.drifted(
          "another file of its size and time has its name now (device and inode "
              + id.get()
              + ", planned was "
              + row.file().get()
              + ")");
    }
  }

  private boolean isSame(FileId planned, FileId now) {
    return planned.inode() == now.inode() && (!comparesDevices || planned.device() == now.device());
  }

  private boolean isLink(PlanRow row, Path path) {
    return storesLinks && StoredLink.is(path, row.path());
  }
}
