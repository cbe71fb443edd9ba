package io.stocktake.planner.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Iterator;

/** Entries by the JDK's public classes. */
final class PathEntries extends DirectoryEntries {
  private final DirectoryStream<Path> stream;
  private final Iterator<Path> rest;
  private Path entry;

  private PathEntries(DirectoryStream<Path> stream) {
    this.stream = stream;
    this.rest = stream.iterator();
  }

  @SuppressWarnings("StreamResourceLeak") // closed by close()
  static DirectoryEntries at(Path root, Path directory) throws IOException {
    return new PathEntries(ChannelFile.source(root).list(directory));
  }

  @Override
  public boolean advance() throws IOException {
    try {
      if (!rest.hasNext()) {
        return false;
      }
      entry = rest.next();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    name = FileNames.bytes(entry);
    return true;
  }

  @Override
  public Stat stat(Stat.Detail detail) throws IOException {
    return Stat.of(entry, detail, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
