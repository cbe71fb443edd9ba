package io.stocktake.planner.files;

import java.io.IOException;
import java.nio.file.Path;

/** Entries by system calls: each stat is relative to its directory, not along the whole path. */
final class UnixEntries extends DirectoryEntries {
  private final Path directory;
  private final int file;
  private final long listing;
  private final UnixStat stat = new UnixStat();

  private UnixEntries(Path directory, int file, long listing) {
    this.directory = directory;
    this.file = file;
    this.listing = listing;
  }

  static DirectoryEntries at(Path root, Path directory) throws IOException {
    int file = Beneath.open(root, directory);
    try {
      return new UnixEntries(directory, file, SystemCalls.list(file, directory));
    } catch (IOException e) {
      SystemCalls.close(file, directory);
      throw e;
    }
  }

  @Override
  public boolean advance() throws IOException {
    do {
      name = SystemCalls.next(listing, directory);
    } while (name != null && isSelfOrParent());
    return name != null;
  }

  @Override
  public Stat stat(Stat.Detail detail) throws IOException {
    SystemCalls.stat(file, name, stat, directory);
    return stat.toStat(detail);
  }

  /** Closes the directory with its listing. */
  @Override
  public void close() throws IOException {
    SystemCalls.end(listing, directory);
  }
}
