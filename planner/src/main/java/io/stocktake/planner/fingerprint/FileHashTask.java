package io.stocktake.planner.fingerprint;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.io.Digests;
import io.stocktake.planner.files.OpenFile;
import io.stocktake.planner.files.Stat;
import io.stocktake.planner.fingerprint.md5.FileRange;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A task to hash one file, read once, for its ETags. If one ETag is wanted, the file, or each part
 * of it, is a range of its own, so that many can be hashed at once; several from the same bytes are
 * found by {@link Fingerprints#read}. Belongs to one thread from {@link #ranges} on.
 */
public final class FileHashTask {
  private static final int MD5_BYTES = 16;

  private final Fingerprints fingerprints;
  private final Fingerprints.FileOpener file;
  private final long size;
  private final FileTime mtime;
  private final List<ETag> like;
  private final Outcome outcome;
  private OptionalLong partSize = OptionalLong.empty();
  private byte[] digests = {};
  private int done;
  private boolean failed;

  /** Takes what was found. */
  @FunctionalInterface
  public interface Outcome {
    /** Called once; an exception ends the work of all. */
    void take(Found found) throws IOException;
  }

  /** What was found. */
  @FunctionalInterface
  public interface Found {
    /**
     * The ETags, as {@link Fingerprints#read} gives them.
     *
     * @throws IOException if the file could not be read
     */
    Optional<List<ETag>> etags() throws IOException;
  }

  /**
   * A file that is not read yet.
   *
   * @param file opens it
   * @param size its bytes when it was walked
   * @param mtime its modification time then
   * @param like ETags of the forms that are wanted
   */
  public FileHashTask(
      Fingerprints fingerprints,
      Fingerprints.FileOpener file,
      long size,
      FileTime mtime,
      List<ETag> like,
      Outcome outcome) {
    this.fingerprints = fingerprints;
    this.file = file;
    this.size = size;
    this.mtime = mtime;
    this.like = like;
    this.outcome = outcome;
  }

  /**
   * What is to be hashed, in the order of the file. None if several ETags are wanted: then the file
   * has been read, and the outcome told, when this returns.
   */
  public Iterator<FileRange> ranges() throws IOException {
    long[] partSizes = fingerprints.partSizes(size, like);
    if (partSizes.length != 1) {
      tell();
      return Collections.emptyIterator();
    }
    if (partSizes[0] == Fingerprints.WHOLE) {
      digests = new byte[MD5_BYTES];
    } else {
      partSize = OptionalLong.of(partSizes[0]);
      digests = new byte[(int) Math.max(1, -Math.floorDiv(-size, partSizes[0])) * MD5_BYTES];
    }
    return new Ranges();
  }

  /** Reads the file here and now. */
  private void tell() throws IOException {
    Optional<List<ETag>> etags;
    try {
      etags = fingerprints.read(file, size, mtime, like);
    } catch (IOException e) {
      fail(e);
      return;
    }
    outcome.take(() -> etags);
  }

  private void finish() throws IOException {
    Optional<List<ETag>> etags = Optional.of(List.of(etag()));
    outcome.take(() -> etags);
  }

  private ETag etag() {
    if (partSize.isEmpty()) {
      return ETag.ofMd5(digests);
    }
    MessageDigest ofParts = Digests.md5();
    return ETag.ofParts(ofParts.digest(digests), digests.length / MD5_BYTES);
  }

  /** Tells the first failure; a file that has become shorter is one that changed. */
  private void fail(IOException reason) throws IOException {
    if (failed) {
      return;
    }
    failed = true;
    outcome.take(
        () -> {
          if (reason instanceof EOFException) {
            return Optional.empty();
          }
          throw reason;
        });
  }

  private final class Ranges implements Iterator<FileRange> {
    private int next;

    @Override
    public boolean hasNext() {
      return !failed && next * MD5_BYTES < digests.length;
    }

    @Override
    public FileRange next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      long length = partSize.orElse(size);
      long offset = next * length;
      return new Part(next++, offset, Math.min(length, size - offset));
    }
  }

  private final class Part implements FileRange {
    private final int number;
    private final long offset;
    private final long length;

    Part(int number, long offset, long length) {
      this.number = number;
      this.offset = offset;
      this.length = length;
    }

    @Override
    public OpenFile open() throws IOException {
      return file.open(offset);
    }

    @Override
    public long length() {
      return length;
    }

    @Override
    public void beforeReading(int bytes) throws IOException {
      fingerprints.awaitTurn(bytes);
    }

    @Override
    public void done(byte[] md5, Stat after) throws IOException {
      if (after.size() != size || !after.mtime().equals(mtime)) {
        fail(new EOFException("the file was changed while it was read"));
        return;
      }
      System.arraycopy(md5, 0, digests, number * MD5_BYTES, MD5_BYTES);
      done += MD5_BYTES;
      if (done == digests.length && !failed) {
        finish();
      }
    }

    @Override
    public void failed(IOException reason) throws IOException {
      fail(reason);
    }
  }
}
