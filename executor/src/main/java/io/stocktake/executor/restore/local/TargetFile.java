package io.stocktake.executor.restore.local;

import io.stocktake.manifests.restore.LocalState;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A file of the target while it is written, under a temporary name in its directory. Written in
 * order; blocks of 64 KiB that hold zeros only are left as holes. Closed without {@link #commit},
 * nothing is left of it.
 */
public final class TargetFile implements Closeable {
  /** Bytes of a block that may be a hole. */
  public static final int BLOCK = 64 * 1024;

  private static final byte[] ZEROS = new byte[BLOCK];

  private final OpenDirectories.Use use;
  private final TargetDirectory directory;
  private final String name;
  private final String temporary;
  private final FileChannel channel;
  private long size;
  private boolean committed;

  private TargetFile(OpenDirectories.Use use, String name, String temporary, FileChannel channel) {
    this.use = use;
    this.directory = use.directory();
    this.name = name;
    this.temporary = temporary;
    this.channel = channel;
  }

  /** Closing gives the directory back. */
  static TargetFile create(OpenDirectories.Use use, String name, String temporary)
      throws IOException {
    deleteIfThere(use.directory(), temporary);
    return new TargetFile(use, name, temporary, use.directory().create(temporary));
  }

  static void deleteIfThere(TargetDirectory directory, String name) throws IOException {
    try {
      directory.delete(name);
    } catch (NoSuchFileException e) {
      // The usual case.
    }
  }

  /** Bytes written so far, holes included. */
  public long size() {
    return size;
  }

  /**
   * Writes the next bytes.
   *
   * @throws TargetException if the disk does not take them
   */
  public void write(byte[] bytes, int offset, int length) throws TargetException {
    try {
      int done = 0;
      while (done < length) {
        int some = (int) Math.min(BLOCK - size % BLOCK, length - done);
        int from = offset + done;
        boolean hole = some == BLOCK && Arrays.equals(bytes, from, from + some, ZEROS, 0, BLOCK);
        if (!hole) {
          writeAt(size, ByteBuffer.wrap(bytes, from, some));
        }
        size += some;
        done += some;
      }
    } catch (IOException e) {
      throw TargetException.of(e);
    }
  }

  private void writeAt(long position, ByteBuffer bytes) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /**
   * Gives the file its attributes, forces it to the disk, and gives it its name. It outlives a
   * power cut when this returns. An attribute that the system does not take costs the attribute,
   * and not the file.
   *
   * @param planned the state of the path to insist on
   * @throws TargetException if the path is in another state; then nothing is left of the file. Or
   *     if an attribute could not be set; then the file has its name
   */
  public void commit(LocalState planned, AttributeChange change) throws TargetException {
    try {
      if (channel.size() < size) {
        writeAt(size - 1, ByteBuffer.wrap(ZEROS, 0, 1)); // it ends in a hole
      }
      Optional<IOException> lacking = failure(change);
      channel.force(true);
      if (planned.file().isEmpty()) {
        nameNew();
      } else {
        TargetTree.require(planned, directory.attributes(name));
        directory.move(temporary, directory, name);
      }
      committed = true;
      directory.force();
      if (lacking.isPresent()) {
        throw TargetException.lacking(lacking.get());
      }
    } catch (IOException e) {
      throw TargetException.of(e);
    }
  }

  private Optional<IOException> failure(AttributeChange change) {
    try {
      change.apply(directory.at(temporary));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  private void nameNew() throws IOException {
    try {
      directory.addName(temporary, directory, name);
    } catch (FileAlreadyExistsException e) {
      throw TargetTree.taken();
    } catch (FileSystemException | UnsupportedOperationException e) {
      // This file system has no hard links.
      TargetTree.require(LocalState.ABSENT, directory.attributes(name));
      directory.move(temporary, directory, name);
      return;
    }
    directory.delete(temporary);
  }

  @Override
  public void close() throws IOException {
    try (use;
        channel) {
      if (!committed) {
        deleteIfThere(directory, temporary);
      }
    }
  }
}
