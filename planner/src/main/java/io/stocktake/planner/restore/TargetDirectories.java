package io.stocktake.planner.restore;

import io.stocktake.manifests.io.IOConsumer;
import io.stocktake.manifests.restore.LocalState;
import io.stocktake.manifests.restore.RestoreAction;
import io.stocktake.manifests.restore.RestoreReason;
import io.stocktake.manifests.restore.RestoreRow;
import io.stocktake.planner.restore.resolve.Candidate;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The directories of the target, each to be removed unless the snapshot knows it. What cannot be
 * looked into is passed over: only empty directories are removed in the end.
 *
 * @param target the directory to restore into
 */
record TargetDirectories(Path target) {
  /** Gives a row for each directory below the target; no link is followed. */
  void each(IOConsumer<Candidate> rows) throws IOException {
    if (!Files.isDirectory(target)) {
      return;
    }
    Files.walkFileTree(
        target,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes found)
              throws IOException {
            String path = target.relativize(directory).toString();
            if (path.equals(ObjectJoin.TRASH)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            if (!path.isEmpty()) {
              rows.accept(extra(path));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static Candidate extra(String path) {
    return new Candidate(
        new RestoreRow(
            RestoreAction.REMOVE_DIRECTORY,
            RestoreReason.EXTRA,
            path,
            0,
            Optional.empty(),
            LocalState.ABSENT),
        false,
        Optional.empty());
  }
}
