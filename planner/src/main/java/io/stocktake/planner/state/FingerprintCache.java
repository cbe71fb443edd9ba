package io.stocktake.planner.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.reconcile.KeyHash;
import io.stocktake.planner.walk.FileIdentity;
import io.stocktake.planner.walk.WalkedFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Remembers what ETags the files of one directory tree have, as long as they stay what they were:
 * same path, size, modification and change time, device and inode. Names are not kept, only hashes.
 * Used by any number of threads, of one process at a time. What was learnt outlives a crash but for
 * the last half second.
 */
public final class FingerprintCache implements Closeable {
  private static final String FILE = "fingerprints";
  private static final String LOG = "fingerprints.log";
  private static final String LOCK = "lock";

  /** A change within the clock's grain of the look at a file would not be noticed. */
  private static final Duration GRAIN = Duration.ofSeconds(2);

  private static final int SHARE_TO_FORGET = 8;
  private static final ThreadLocal<Section> SECTIONS = new ThreadLocal<>();

  private final Path directory;
  private final FileChannel lock;
  private final FingerprintFile.Header header;
  private final Optional<FingerprintFile> file;
  private final FingerprintLog log;
  private final KeyHash hash;
  private final AtomicLongArray seen;

  /** The rows of the directory that a thread is busy with. */
  private record Section(
      FingerprintFile file, String directory, long hash, FingerprintFile.Range range) {}

  private FingerprintCache(
      Path directory,
      FileChannel lock,
      FingerprintFile.Header header,
      Optional<FingerprintFile> file)
      throws IOException {
    this.directory = directory;
    this.lock = lock;
    this.header = header;
    this.file = file;
    this.hash = new KeyHash(header.k0(), header.k1());
    this.seen =
        new AtomicLongArray((int) (file.map(FingerprintFile::rows).orElse(0L) / Long.SIZE + 1));
    this.log = new FingerprintLog(directory.resolve(LOG));
  }

  /**
   * Opens the cache of a directory tree, or begins it.
   *
   * @param directory where it is kept
   * @param root the tree, as an absolute path without links
   * @throws StocktakeException if it is another tree's, in use, or damaged
   */
  public static FingerprintCache open(Path directory, Path root) throws IOException {
    Files.createDirectories(directory);
    FileChannel lock = lock(directory);
    try {
      Optional<FingerprintFile> old = FingerprintFile.open(directory.resolve(FILE));
      FingerprintFile.Header header =
          old.map(FingerprintFile::header).orElseGet(() -> newHeader(root));
      if (!header.root().equals(root.toString())) {
        throw StocktakeException.usage(
            "the state in "
                + directory
                + " is of "
                + header.root()
                + ", not of "
                + root
                + "; name another directory for it");
      }
      Optional<FingerprintFile> file = recovered(directory, old, header);
      return new FingerprintCache(directory, lock, header, file);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Without a file yet, the key of the hashes in a log would be lost with the process. */
  private static Optional<FingerprintFile> recovered(
      Path directory, Optional<FingerprintFile> old, FingerprintFile.Header header)
      throws IOException {
    Path log = directory.resolve(LOG);
    if (old.isPresent() && (!Files.exists(log) || Files.size(log) < Fingerprint.BYTES)) {
      return old;
    }
    if (old.isEmpty()) {
      Files.deleteIfExists(log);
    }
    Merging.merge(directory.resolve(FILE), old, row -> true, log, header);
    return FingerprintFile.open(directory.resolve(FILE));
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock held;
    try {
      held = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      held = null;
    }
    if (held == null) {
      channel.close();
      throw StocktakeException.environment(
          "the state in " + directory + " is in use by another plan; wait for it to end");
    }
    return channel;
  }

  private static FingerprintFile.Header newHeader(Path root) {
    SecureRandom random = new SecureRandom();
    return new FingerprintFile.Header(0, random.nextLong(), random.nextLong(), root.toString());
  }

  /** The ETag that the file's content had when it was what it is now. */
  public Optional<ETag> find(WalkedFile walked) {
    if (file.isEmpty() || walked.identity().isEmpty()) {
      return Optional.empty();
    }
    Section section = section(walked.name());
    long row = file.get().find(section.range, section.hash, name(walked.name()));
    if (row < 0) {
      return Optional.empty();
    }
    seen.getAndAccumulate((int) (row / Long.SIZE), 1L << row, (a, b) -> a | b);
    Fingerprint known = file.get().row(row);
    long[] state = state(walked);
    return known.stateHigh() == state[0] && known.stateLow() == state[1]
        ? Optional.of(known.etag())
        : Optional.empty();
  }

  /**
   * Remembers the ETag of a file's content; not of a file that was changed so recently that a
   * further change might not show.
   *
   * @param walked the file as it was seen before its content was read
   * @param read when the reading began
   */
  public void put(WalkedFile walked, Instant read, ETag etag) throws IOException {
    if (walked.identity().isEmpty()
        || walked.identity().get().changed().toInstant().isAfter(read.minus(GRAIN))) {
      return;
    }
    long[] state = state(walked);
    ByteBuffer digest = ByteBuffer.wrap(etag.digest());
    log.append(
        new Fingerprint(
            directory(parent(walked.name())),
            name(walked.name()),
            state[0],
            state[1],
            digest.getLong(),
            digest.getLong(),
            etag.parts()));
  }

  /** Keeps what was learnt, and forgets files that are not there any more. */
  public void finishComplete() throws IOException {
    log.close();
    long rows = file.map(FingerprintFile::rows).orElse(0L);
    if (log.rows() > 0 || (rows - seenRows()) * SHARE_TO_FORGET > rows) {
      Path path = directory.resolve(FILE);
      Merging.merge(path, file, this::wasSeen, directory.resolve(LOG), header);
      Files.delete(directory.resolve(LOG));
    }
  }

  private long seenRows() {
    long sum = 0;
    for (int i = 0; i < seen.length(); i++) {
      sum += Long.bitCount(seen.get(i));
    }
    return sum;
  }

  private boolean wasSeen(long row) {
    return (seen.get((int) (row / Long.SIZE)) & 1L << row) != 0;
  }

  @Override
  public void close() throws IOException {
    SECTIONS.remove();
    log.close();
    lock.close();
  }

  private Section section(String name) {
    String parent = parent(name);
    FingerprintFile rows = file.orElseThrow();
    Section section = SECTIONS.get();
    if (section == null || section.file != rows || !section.directory.equals(parent)) {
      long dir = directory(parent);
      section = new Section(rows, parent, dir, rows.directory(dir));
      SECTIONS.set(section);
    }
    return section;
  }

  private static String parent(String name) {
    return name.substring(0, name.lastIndexOf('/') + 1);
  }

  private long directory(String parent) {
    return hash(parent.getBytes(UTF_8))[0];
  }

  private long name(String name) {
    return hash(name.getBytes(UTF_8))[1];
  }

  private long[] state(WalkedFile walked) {
    FileIdentity identity = walked.identity().orElseThrow();
    return hash(
        ByteBuffer.allocate(5 * Long.BYTES)
            .putLong(walked.size())
            .putLong(nanos(walked.mtime()))
            .putLong(nanos(identity.changed()))
            .putLong(identity.device())
            .putLong(identity.inode())
            .array());
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }

  private long[] hash(byte[] bytes) {
    long[] out = new long[2];
    hash.hash(bytes, out);
    return out;
  }
}
