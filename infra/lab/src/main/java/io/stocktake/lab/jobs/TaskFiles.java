package io.stocktake.lab.jobs;

import io.stocktake.lab.manifest.Task;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tasks of a job on disk. They are dealt out to several files by a hash of their number and
 * read file by file, so that they run, always alike, in an order that is not the manifest's.
 */
record TaskFiles(Path folder) {
  private static final int FILES = 16;
  private static final int BUFFER = 1 << 14;
  private static final int MIX = 0x9E3779B9;

  private Path file(int number) {
    return folder.resolve("tasks-" + Integer.toHexString(number));
  }

  /** Writes all tasks anew. */
  final class Writer implements Closeable {
    private final List<DataOutputStream> files = new ArrayList<>();
    private long count;

    private Writer() throws IOException {
      for (int i = 0; i < FILES; i++) {
        files.add(
            new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file(i)), BUFFER)));
      }
    }

    void add(Task task) throws IOException {
      int mixed = (Long.hashCode(count) + 1) * MIX;
      DataOutputStream out = files.get((mixed >>> 20) % FILES);
      out.writeUTF(task.bucket());
      out.writeUTF(task.encodedKey());
      out.writeBoolean(task.versionId().isPresent());
      out.writeUTF(task.versionId().orElse(""));
      count++;
    }

    long count() {
      return count;
    }

    @Override
    public void close() throws IOException {
      for (DataOutputStream file : files) {
        file.close();
      }
    }
  }

  /** Reads the tasks in their order. */
  final class Reader implements Closeable {
    private int number = -1;
    private DataInputStream in;

    /** The next task, or null at the end. */
    Task next() throws IOException {
      while (number < FILES) {
        Task task = in == null ? null : read();
        if (task != null) {
          return task;
        }
        open(number + 1);
      }
      return null;
    }

    private void open(int next) throws IOException {
      close();
      number = next;
      if (number < FILES) {
        in =
            new DataInputStream(
                new BufferedInputStream(Files.newInputStream(file(number)), BUFFER));
      }
    }

    private Task read() throws IOException {
      String bucket;
      try {
        bucket = in.readUTF();
      } catch (EOFException e) {
        return null;
      }
      String key = in.readUTF();
      boolean versioned = in.readBoolean();
      String version = in.readUTF();
      return new Task(bucket, key, versioned ? Optional.of(version) : Optional.empty());
    }

    @Override
    public void close() throws IOException {
      if (in != null) {
        in.close();
        in = null;
      }
    }
  }

  Writer write() throws IOException {
    return new Writer();
  }

  /** Reads from behind so many tasks. */
  Reader readBehind(long done) throws IOException {
    Reader reader = new Reader();
    for (long i = 0; i < done; i++) {
      reader.next();
    }
    return reader;
  }

  /** Deletes them, as a job that has ended needs them no more. */
  void delete() throws IOException {
    for (int i = 0; i < FILES; i++) {
      Files.deleteIfExists(file(i));
    }
  }
}
