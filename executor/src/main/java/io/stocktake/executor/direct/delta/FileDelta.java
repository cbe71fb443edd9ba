package io.stocktake.executor.direct.delta;

import io.stocktake.executor.files.FileContent;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.CopySource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * The delta of one file against the object it replaces, and the new signature made while reading.
 */
public final class FileDelta {
  /** Nothing is known, and nothing learnt. */
  public static final FileDelta NONE =
      new FileDelta(Optional.empty(), Optional.empty(), Optional.empty(), 0, new LongAdder());

  private static final int SAMPLES = 16;
  private static final int MOST_MISSES = 2;

  private final Optional<Signature> old;
  private final Optional<CopySource> source;
  private final Optional<Signature> fresh;
  private final BitSet seen = new BitSet();
  private final long size;
  private final LongAdder saved;

  FileDelta(
      Optional<Signature> old,
      Optional<CopySource> source,
      Optional<Signature> fresh,
      long size,
      LongAdder saved) {
    this.old = old;
    this.source = source;
    this.fresh = fresh;
    this.size = size;
    this.saved = saved;
  }

  /** Whether all of the file must be read, for its signature. */
  public boolean learns() {
    return fresh.isPresent();
  }

  /** The object that equal ranges are copied from; there if any range can be equal. */
  public CopySource source() {
    return source.orElseThrow();
  }

  /** So many bytes were copied instead of sent. */
  public void saved(long bytes) {
    saved.add(bytes);
  }

  /**
   * Whether the old content is known, but most of a sample of it has moved and must be searched
   * for.
   */
  public boolean isShifted(FileContent file) throws IOException {
    if (old.isEmpty()) {
      return false;
    }
    Signature signature = old.get();
    int blocks = (int) Math.min(signature.blocks(), size / signature.blockSize());
    int misses = 0;
    int samples = Math.min(SAMPLES, blocks);
    byte[] bytes = new byte[signature.blockSize()];
    for (int sample = 0; sample < samples && misses <= MOST_MISSES; sample++) {
      int block = (int) ((long) sample * (blocks - 1) / Math.max(1, samples - 1));
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, signature.length(block));
      file.read(buffer, (long) block * signature.blockSize());
      misses += signature.is(block, Signature.md5(bytes, 0, signature.length(block))) ? 0 : 1;
    }
    return misses > MOST_MISSES;
  }

  /**
   * Learns a range of the file, whole blocks from its start on, and tells whether the old content
   * has the same bytes at the same place.
   *
   * @param bytes all bytes of the range
   */
  public boolean same(long offset, byte[] bytes) {
    if (fresh.isEmpty() || offset % fresh.get().blockSize() != 0) {
      return false;
    }
    Signature signature = fresh.get();
    boolean same = old.filter(known -> known.blockSize() == signature.blockSize()).isPresent();
    int block = (int) (offset / signature.blockSize());
    for (int at = 0; at < bytes.length; at += signature.blockSize()) {
      int length = Math.min(signature.blockSize(), bytes.length - at);
      byte[] digest = Signature.md5(bytes, at, length);
      if (length == signature.length(block)) {
        signature.put(block, RollingChecksum.of(bytes, at, length), digest);
        saw(block);
      }
      same &= old.isPresent() && isSame(old.get(), block, length, digest);
      block++;
    }
    return same;
  }

  private static boolean isSame(Signature old, int block, int length, byte[] digest) {
    return block < old.blocks() && old.length(block) == length && old.is(block, digest);
  }

  /**
   * Reads the file once and emits its parts, copied from any offset that the old content has them
   * at.
   *
   * @return the MD5 of the whole
   */
  public ETag scan(FileContent file, DeltaSegment.Limits limits, DeltaSegment.SegmentConsumer sink)
      throws IOException {
    Tail tail = new Tail(fresh.orElseThrow());
    MessageDigest whole = Digests.md5();
    BlockMatcher.Witness witness =
        (bytes, start, count) -> {
          tail.saw(bytes, start, count);
          whole.update(bytes, start, count);
        };
    PartCutter cutter = new PartCutter(limits, sink);
    new BlockMatcher(old.orElseThrow(), file::read, size, cutter, witness).run();
    return ETag.ofMd5(whole.digest());
  }

  /** Makes blocks of bytes that come in runs of any length. */
  private final class Tail implements BlockMatcher.Witness {
    private final Signature signature;
    private final byte[] bytes;
    private int held;
    private int block;

    Tail(Signature signature) {
      this.signature = signature;
      this.bytes = new byte[signature.blockSize()];
    }

    @Override
    public void saw(byte[] run, int start, int count) {
      int at = start;
      while (at < start + count) {
        int room = Math.min(signature.length(block) - held, start + count - at);
        System.arraycopy(run, at, bytes, held, room);
        held += room;
        at += room;
        if (held == signature.length(block)) {
          signature.put(block, bytes, 0);
          FileDelta.this.saw(block);
          block++;
          held = 0;
        }
      }
    }
  }

  private void saw(int block) {
    synchronized (seen) {
      seen.set(block);
    }
  }

  /** The file's signature, if all of it was seen. */
  Optional<Signature> learnt() {
    synchronized (seen) {
      return fresh.filter(signature -> seen.cardinality() == signature.blocks());
    }
  }
}
