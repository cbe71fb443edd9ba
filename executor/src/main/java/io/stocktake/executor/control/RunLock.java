package io.stocktake.executor.control;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.PrivateFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * File lock against a second run of a plan, in this process or another. Nothing else opens the
 * file: a process loses its lock on a file as soon as it closes any descriptor of it, and the
 * journal itself is read while it is written.
 */
public final class RunLock implements Closeable {
  /** Its name in the plan's directory. */
  static final String FILE = "journal.lock";

  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws StocktakeException of kind REFUSED if another run has it
   */
  public static RunLock take(Path plan) throws IOException {
    FileChannel channel = open(plan.resolve(FILE));
    try {
      if (channel.tryLock() != null) {
        return new RunLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      // held by this very process
    }
    channel.close();
    throw StocktakeException.refused(
        "another apply of " + plan + " is running; nothing was done: wait for it, or stop it");
  }

  private static FileChannel open(Path file) throws IOException {
    try {
      return PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw StocktakeException.environment(
          "cannot write "
              + file
              + " ("
              + e.getMessage()
              + "): free some disk space or fix the permissions",
          e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
