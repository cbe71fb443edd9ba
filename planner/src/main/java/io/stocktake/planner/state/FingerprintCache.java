package io.stocktake.planner.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.PrivateFiles;
import io.stocktake.manifests.io.SystemErrors;
import io.stocktake.planner.files.FileIdentity;
import io.stocktake.planner.join.KeyHash;
import io.stocktake.planner.source.WalkedFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
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
 * Cache of the ETags of a directory tree's files, valid while a file keeps the same path, size,
 * modification and change time, device and inode. Names are not kept, only hashes. Used by any
 * number of threads, of one process at a time. A crash loses the last half second at most.
 */
public final class FingerprintCache implements Closeable {
  static final String FILE = "fingerprints";
  static final String LOG = "fingerprints.log";
  private static final String LOCK = "lock";

  /**
   * A change so soon after another might not show: clocks are coarse, and pages of a mapped file
   * that is written again before the kernel has written them back keep their time.
   */
  static final Duration GRAIN = Duration.ofSeconds(60);

  /** Distinguishes the hash of a name from that of the entry for its object's opaque ETag. */
  private static final long HIDDEN = 1;

  private static final int SHARE_TO_FORGET = 8;
  private static final ThreadLocal<Section> SECTIONS = new ThreadLocal<>();

  private final Path directory;
  private final FileChannel lock;
  private final FingerprintFile file;
  private final FingerprintLog log;
  private final KeyHash hash;
  private final AtomicLongArray seen;

  /**
   * What is remembered of a file that is what it was.
   *
   * @param etag the ETag that its content had
   * @param suspect whether its content was found to be another since
   */
  public record Remembered(ETag etag, boolean suspect) {}

  /** The rows of the directory that a thread is busy with. */
  private record Section(
      FingerprintFile file, String directory, long hash, FingerprintFile.Range range) {}

  private FingerprintCache(Path directory, FileChannel lock, FingerprintFile file)
      throws IOException {
    this.directory = directory;
    this.lock = lock;
    this.file = file;
    this.hash = new KeyHash(file.header().k0(), file.header().k1());
    this.seen = new AtomicLongArray((int) (file.rows() / Long.SIZE + 1));
    this.log = new FingerprintLog(directory.resolve(LOG));
  }

  /**
   * Opens the cache of a directory tree, or begins it.
   *
   * @param directory where it is kept
   * @param root where the tree is; of a local one, an absolute path without links
   * @throws StocktakeException if it is another tree's, in use, or damaged
   */
  public static FingerprintCache open(Path directory, String root) throws IOException {
    try {
      PrivateFiles.createDirectories(directory);
    } catch (FileAlreadyExistsException e) {
      throw StocktakeException.usage(
          FailureCode.STATE_UNUSABLE, "the state " + directory + " is not a directory");
    }
    FileChannel lock = lock(directory, LOCK);
    try {
      return new FingerprintCache(directory, lock, file(directory, root));
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Opens an existing cache, of any tree.
   *
   * @throws StocktakeException if there is none, or it is in use, or damaged
   */
  public static FingerprintCache open(Path directory) throws IOException {
    FingerprintFile file =
        FingerprintFile.open(directory.resolve(FILE))
            .orElseThrow(() -> StocktakeException.usage(directory + " holds no state of a plan"));
    return open(directory, file.header().root());
  }

  /** The tree whose files it remembers. */
  public Path root() {
    return Path.of(file.header().root());
  }

  /** The file, with what an interrupted plan has left in its log. */
  private static FingerprintFile file(Path directory, String root) throws IOException {
    Path path = directory.resolve(FILE);
    Path log = directory.resolve(LOG);
    Optional<FingerprintFile> old = FingerprintFile.open(path);
    if (old.isEmpty() && Files.exists(log)) {
      throw StocktakeException.usage(
          FailureCode.STATE_UNUSABLE, log + " is there without " + FILE + " beside it");
    }
    if (old.isPresent() && !old.get().header().root().equals(root)) {
      throw StocktakeException.usage(
          "the state in "
              + directory
              + " is of "
              + old.get().header().root()
              + ", not of "
              + root
              + "; name another directory for it");
    }
    if (old.isPresent() && (!Files.exists(log) || Files.size(log) < Fingerprint.BYTES)) {
      return old.get();
    }
    FingerprintFile.Header header =
        old.map(FingerprintFile::header).orElseGet(() -> newHeader(root, false));
    LogMerger.merge(path, old, row -> true, log, header);
    return FingerprintFile.open(path).orElseThrow();
  }

  static FileChannel lock(Path directory, String file) throws IOException {
    FileChannel channel =
        PrivateFiles.open(
            directory.resolve(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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

  /** Begins, where there is none, a cache that machines share: of files, not of their devices. */
  static void beginShared(Path directory, Path root) throws IOException {
    try (FingerprintFile.Writer writer =
        new FingerprintFile.Writer(directory.resolve(FILE), newHeader(root.toString(), true))) {
      writer.commit();
    }
  }

  private static FingerprintFile.Header newHeader(String root, boolean shared) {
    SecureRandom random = new SecureRandom();
    return new FingerprintFile.Header(0, random.nextLong(), random.nextLong(), shared, root);
  }

  /** What is known of a file; says that the file is there, too. */
  public Optional<Remembered> find(WalkedFile walked) {
    return find(walked, name(walked.name()));
  }

  /** Keeps what is remembered of a file that need not be compared. */
  public void keep(WalkedFile walked) {
    find(walked);
  }

  /** The ETag, hiding its content, that an object with the file's content had. */
  public Optional<ETag> findHidden(WalkedFile walked) {
    return find(walked, name(walked.name()) ^ HIDDEN).map(Remembered::etag);
  }

  private Optional<Remembered> find(WalkedFile walked, long name) {
    if (walked.identity().isEmpty()) {
      return Optional.empty();
    }
    Section section = section(walked.name());
    long row = file.find(section.range, section.hash, name);
    if (row < 0) {
      return Optional.empty();
    }
    see(row);
    long beside = file.beside(row, name ^ HIDDEN);
    if (beside >= 0) {
      see(beside);
    }
    long[] state = state(walked);
    return file.row(row)
        .filter(known -> known.stateHigh() == state[0] && known.stateLow() == state[1])
        .map(known -> new Remembered(known.etag(), known.suspect()));
  }

  private void see(long row) {
    seen.getAndAccumulate((int) (row / Long.SIZE), 1L << row, (a, b) -> a | b);
  }

  /**
   * Remembers the ETag of a file's content; not of a file that was changed so recently that a
   * further change might not show.
   *
   * @param walked the file as it was seen before its content was read
   * @param read when the reading began
   */
  public void put(WalkedFile walked, Instant read, ETag etag) throws IOException {
    if (isSettled(walked, read)) {
      append(walked, name(walked.name()), etag, false);
    }
  }

  /**
   * Remembers that an object whose ETag hides its content had that of a file.
   *
   * @param walked the file as it was seen before its content was known
   * @param read when the reading began
   */
  public void putHidden(WalkedFile walked, Instant read, ETag etag) throws IOException {
    if (isSettled(walked, read)) {
      append(walked, name(walked.name()) ^ HIDDEN, etag, false);
    }
  }

  /** Whether a file has a known identity, and was changed long enough before it was read. */
  public static boolean isSettled(WalkedFile walked, Instant read) {
    return walked.identity().isPresent()
        && !walked.identity().get().changed().toInstant().isAfter(read.minus(GRAIN));
  }

  /** Remembers that a file had this ETag, and has another content now though nothing shows it. */
  public void suspect(WalkedFile walked, ETag etag) throws IOException {
    append(walked, name(walked.name()), etag, true);
  }

  private void append(WalkedFile walked, long name, ETag etag, boolean suspect) throws IOException {
    long[] state = state(walked);
    try {
      log.append(
          new Fingerprint(
              directory(parent(walked.name())),
              name,
              state[0],
              state[1],
              etag.high(),
              etag.low(),
              etag.parts(),
              suspect));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private StocktakeException unwritable(IOException e) {
    return StocktakeException.environment(
        FailureCode.STATE_UNWRITABLE,
        "the state in " + directory + " cannot be written: " + SystemErrors.reason(e),
        e);
  }

  /** Keeps what was learnt, and forgets files that are not there any more. */
  public void finishComplete() throws IOException {
    try {
      log.close();
      if (log.rows() > 0 || (file.rows() - seenRows()) * SHARE_TO_FORGET > file.rows()) {
        Path path = directory.resolve(FILE);
        LogMerger.merge(
            path, Optional.of(file), this::wasSeen, directory.resolve(LOG), file.header());
        Files.delete(directory.resolve(LOG));
      }
    } catch (IOException e) {
      throw unwritable(e);
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
    try (FileChannel held = lock) {
      log.close();
    }
  }

  private Section section(String name) {
    String parent = parent(name);
    Section section = SECTIONS.get();
    if (section == null || section.file != file || !section.directory.equals(parent)) {
      long dir = directory(parent);
      section = new Section(file, parent, dir, file.directory(dir));
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
            .putLong(file.header().shared() ? 0 : identity.device())
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
