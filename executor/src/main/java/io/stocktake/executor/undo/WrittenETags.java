package io.stocktake.executor.undo;

import io.stocktake.executor.RowResult;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.io.PrivateFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The ETags that were written, by row ordinal, in a file of 24 bytes a row: a kind and an ETag.
 * Rows end in about their own order, from a few places on, so the file is written and read about
 * once from each of them.
 */
final class WrittenETags implements Closeable {
  /** What is known of a row. */
  enum Kind {
    /** Nothing was done. */
    NONE,
    /** The key was in the state wanted before this plan sent anything. */
    FOUND,
    /** The answer was lost, and no HEAD was sent since. */
    OPEN,
    /** It was done, but the ETag of what was written is not known; a delete writes none. */
    DONE,
    /** An object with a known ETag was written. */
    WRITTEN
  }

  private static final int SLOT = 24;
  private static final List<Kind> KINDS = List.of(Kind.values());

  private final FileChannel file;

  /** Slots in a new file that goes when it is closed. */
  WrittenETags(Path path) throws IOException {
    this.file =
        PrivateFiles.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  /**
   * Records how a row ended; a written row stays written, even if a later run found something else.
   */
  void put(long ordinal, RowResult result) throws IOException {
    Kind kind = kind(result);
    if (kind.compareTo(Kind.DONE) < 0 && kind(ordinal).compareTo(Kind.DONE) >= 0) {
      return;
    }
    ByteBuffer slot = ByteBuffer.allocate(SLOT);
    slot.putInt(KINDS.indexOf(kind));
    if (kind == Kind.WRITTEN) {
      ETag etag = result.etag().orElseThrow();
      slot.putInt(etag.parts()).put(etag.digest());
    }
    slot.rewind();
    file.write(slot, ordinal * SLOT);
  }

  private static Kind kind(RowResult result) {
    if (result.mayHaveWritten()) {
      return result.etag().filter(ETag::isDigest).isPresent() ? Kind.WRITTEN : Kind.DONE;
    }
    return switch (result.outcome()) {
      case ALREADY_DONE -> Kind.FOUND;
      case UNKNOWN -> Kind.OPEN;
      default -> Kind.NONE;
    };
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
