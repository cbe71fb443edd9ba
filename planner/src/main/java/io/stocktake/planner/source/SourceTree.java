package io.stocktake.planner.source;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.safety.RequiredFiles;
import io.stocktake.manifests.source.FileId;
import io.stocktake.planner.files.OpenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The port to the files of a source, wherever they lie: walked, statted by name, and opened to be
 * read. Used by several threads at once. Nothing outside the tree is read.
 */
public interface SourceTree {
  /** Where it is, for people and for {@code plan.json}; always the same for the same tree. */
  String location();

  /** Which directory the root is; nothing where the tree cannot tell, or is not there. */
  Optional<FileId> id();

  /**
   * Walks all files, and passes every entry that is not a readable file or directory as a problem.
   *
   * @param threads directories read at the same time
   * @param sink takes what is found
   * @throws IOException if the sink fails
   */
  void walk(WalkOptions options, int threads, FileSink sink)
      throws IOException, InterruptedException;

  /** Stats files by their paths, as a walk with these options would pass them to the sink. */
  PathStat stat(WalkOptions options, FileSink sink) throws IOException;

  /** Stats files that a list names. */
  @FunctionalInterface
  interface PathStat {
    /**
     * Passes the file to the sink; anything else at its path is a problem.
     *
     * @param path a path below the root, with {@code /} between names
     */
    void at(String path) throws IOException;
  }

  /**
   * Opens a file to be read on from an offset; of a link that is stored as a file, the text of its
   * target. It may be another file by now, as its {@link OpenFile#stat} tells.
   */
  OpenFile open(WalkedFile file, long offset) throws IOException;

  /** Whether there is something at a file's path, whatever it is. */
  boolean exists(WalkedFile file);

  /** Whether the root is not there, or has no entry. */
  boolean isEmpty() throws IOException;

  /** Refuses a tree that lacks one of the files. */
  void require(RequiredFiles files) throws StocktakeException;

  /** Whether a local path is in the tree, or the tree in it. */
  boolean overlaps(Path path);
}
