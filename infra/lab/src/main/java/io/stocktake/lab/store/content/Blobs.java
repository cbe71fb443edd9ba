package io.stocktake.lab.store.content;

import io.stocktake.lab.model.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bodies in files named by number, never by key. A blob belongs to an object once the log says so;
 * one the log does not name is swept at the next start.
 */
public final class Blobs {
  private static final int FOLDERS = 1024;

  private final Path root;
  private final AtomicLong last = new AtomicLong();

  public Blobs(Path root) throws IOException {
    this.root = root;
    for (int i = 0; i < FOLDERS; i++) {
      Path folder = root.resolve(folder(i));
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
    }
  }

  private static String folder(long id) {
    return Integer.toHexString((int) (id % FOLDERS) + FOLDERS).substring(1);
  }

  private Path file(long id) {
    return root.resolve(folder(id)).resolve(Long.toHexString(id));
  }

  /** A number no blob has. */
  public long newId() {
    return last.incrementAndGet();
  }

  /** Opens a new blob for writing. */
  public OutputStream create(long id) throws IOException {
    return Files.newOutputStream(
        file(id), StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** Opens a blob. */
  InputStream open(long id) throws IOException {
    if (id < 0) {
      return SyntheticBytes.open(id);
    }
    return id == 0 ? InputStream.nullInputStream() : Files.newInputStream(file(id));
  }

  /** Deletes blobs that nothing names any more; a reader that has one open keeps it. */
  public void delete(Collection<Part> parts) {
    for (Part part : parts) {
      delete(part.blob());
    }
  }

  /** Deletes a blob, if it is there. */
  public void delete(long id) {
    if (id <= 0) {
      return;
    }
    try {
      Files.deleteIfExists(file(id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes all blobs but these, and goes on numbering behind them. */
  public void sweep(Set<Long> named) throws IOException {
    last.set(named.stream().mapToLong(Long::longValue).max().orElse(0));
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!named.contains(Long.parseLong(file.getFileName().toString(), 16))) {
              Files.delete(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }
}
