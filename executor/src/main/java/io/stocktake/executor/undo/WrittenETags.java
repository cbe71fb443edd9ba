package io.stocktake.executor.undo;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.Result;
import io.stocktake.manifests.ETag;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * What was done with each row, by ordinal, in a file of 24 bytes a row: a kind, and the ETag of
 * what was written. Rows end in about their own order, from a few places on, so the file is written
 * and read about once from each of them.
 */
final class WrittenETags implements Closeable {
  /** What is known of a row. */
  enum Kind {
    /** Nothing was done. */
    NONE,
    /** An object with a known ETag was written. */
    WRITTEN,
    /** The object was removed. */
    REMOVED,
    /** The key was in the state wanted; whether by this plan, nobody can tell. */
    FOUND,
    /** Something was written whose ETag has not the form of S3's. */
    UNKNOWN
  }

  private static final int SLOT = 24;
  private static final List<Kind> KINDS = List.of(Kind.values());

  private final FileChannel file;

  /** Slots in a new file that goes when it is closed. */
  WrittenETags(Path path) throws IOException {
    this.file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  /** Notes how a row ended. */
  void put(long ordinal, Result result) throws IOException {
    ByteBuffer slot = ByteBuffer.allocate(SLOT);
    Optional<ETag> etag = result.etag();
    Kind kind =
        result.outcome() == Outcome.ALREADY_DONE
            ? Kind.FOUND
            : result.outcome() != Outcome.DONE
                ? Kind.NONE
                : etag.isEmpty()
                    ? Kind.REMOVED
                    : etag.get().isDigest() ? Kind.WRITTEN : Kind.UNKNOWN;
    slot.putInt(KINDS.indexOf(kind));
    if (kind == Kind.WRITTEN) {
      slot.putInt(etag.get().parts()).put(etag.get().digest());
    }
    slot.rewind();
    file.write(slot, ordinal * SLOT);
  }

  /** What was done with a row. */
  Kind kind(long ordinal) throws IOException {
    return KINDS.get(read(ordinal).getInt(0));
  }

  /** The ETag of what was written for a row. */
  ETag etag(long ordinal) throws IOException {
    ByteBuffer slot = read(ordinal);
    return ETag.ofDigest(
        slot.getLong(2 * Integer.BYTES),
        slot.getLong(2 * Integer.BYTES + Long.BYTES),
        slot.getInt(Integer.BYTES));
  }

  private ByteBuffer read(long ordinal) throws IOException {
    ByteBuffer slot = ByteBuffer.allocate(SLOT);
    int n = 0;
    while (n >= 0 && slot.hasRemaining()) {
      n = file.read(slot, ordinal * SLOT + slot.position());
    }
    return slot;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
