package io.stocktake.planner.source.local;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.StoredLink;
import io.stocktake.manifests.safety.RequiredFiles;
import io.stocktake.manifests.source.FileId;
import io.stocktake.planner.files.FileIdentity;
import io.stocktake.planner.files.OpenFile;
import io.stocktake.planner.files.Stat;
import io.stocktake.planner.source.FileSink;
import io.stocktake.planner.source.LinkPolicy;
import io.stocktake.planner.source.SourceTree;
import io.stocktake.planner.source.WalkOptions;
import io.stocktake.planner.source.WalkedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A directory tree of this machine, read by the shortest way that the JVM has. */
public final class LocalTree implements SourceTree {
  private final Path root;
  private final boolean followsLinks;

  /**
   * A tree.
   *
   * @param root an absolute path with no symbolic link in it
   * @param links what to do with symbolic links
   */
  public LocalTree(Path root, LinkPolicy links) {
    this.root = root;
    this.followsLinks = links == LinkPolicy.FOLLOW;
  }

  /**
   * The tree below a directory.
   *
   * @throws StocktakeException if there is no such directory
   */
  public static LocalTree of(Path source, LinkPolicy links) throws IOException {
    return new LocalTree(realDirectory(source), links);
  }

  /** The same, where the directory need not exist. */
  public static LocalTree ofAny(Path source, LinkPolicy links) throws IOException {
    return Files.exists(source)
        ? of(source, links)
        : new LocalTree(source.toAbsolutePath().normalize(), links);
  }

  private static Path realDirectory(Path source) throws IOException {
    try {
      Path real = source.toRealPath();
      if (Files.isDirectory(real)) {
        return real;
      }
    } catch (NoSuchFileException e) {
      throw StocktakeException.usage("the source " + source + " does not exist");
    }
    throw StocktakeException.usage("the source " + source + " is not a directory");
  }

  @Override
  public String location() {
    return root.toString();
  }

  @Override
  public Optional<FileId> id() {
    try {
      return Stat.of(root, Stat.Detail.IDENTITY).identity().map(FileIdentity::id);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void walk(WalkOptions options, int threads, FileSink sink)
      throws IOException, InterruptedException {
    TreeWalk.walk(root, options, threads, sink);
  }

  @Override
  public PathStat stat(WalkOptions options, FileSink sink) throws IOException {
    return new LocalStat(root, options, sink);
  }

  /** The root is the same object for all files, as {@link OpenFile#open} wants it. */
  @Override
  public OpenFile open(WalkedFile file, long offset) throws IOException {
    return file.isLink()
        ? LinkText.open(path(file), offset)
        : OpenFile.open(root, path(file), offset, followsLinks);
  }

  /** Whether a file of this name is a link that is stored as one. */
  public boolean isStoredLink(String name) {
    return !StoredLink.locate(root, name).equals(root.resolve(name));
  }

  @Override
  public boolean exists(WalkedFile file) {
    return Files.exists(path(file), LinkOption.NOFOLLOW_LINKS);
  }

  private Path path(WalkedFile file) {
    String name = file.name();
    return root.resolve(
        file.isLink() ? name.substring(0, name.length() - StoredLink.SUFFIX.length()) : name);
  }

  @Override
  public boolean isEmpty() throws IOException {
    try (Stream<Path> entries = Files.isDirectory(root) ? Files.list(root) : Stream.empty()) {
      return entries.findAny().isEmpty();
    }
  }

  @Override
  public void require(RequiredFiles files) throws StocktakeException {
    files.check(root);
  }

  @Override
  public boolean overlaps(Path path) {
    return path.startsWith(root) || root.startsWith(path);
  }
}
