package io.stocktake.planner.state;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.ConditionalFiles;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.manifests.io.PrivateFiles;
import io.stocktake.manifests.io.SystemErrors;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A local copy of a state in S3, for temporary machines: downloaded at the start, uploaded when the
 * plan is made. New fingerprints are uploaded every minute, so that a killed plan loses no more. Of
 * two concurrent writers the second is refused: it warns, uploads nothing more, and keeps its local
 * copy.
 */
public final class RemoteStateCopy implements Closeable {
  private static final String LOCK = "shared.lock";
  private static final long TICK_MILLIS = 200;
  private static final long SEND_INTERVAL = TimeUnit.MINUTES.toNanos(1);

  /** So much is sent at once, unless much more was sent before: it keeps the parts few. */
  private static final long WORTH_SENDING = 1 << 20;

  private static final int SHARE_WORTH_SENDING = 8;

  private final ConditionalFiles remote;
  private final Path local;
  private final Consumer<String> tell;
  private final FileChannel lock;
  private final LogUploader parts;
  private final Thread sender = new Thread(this::sendAgainAndAgain, "state");
  private final CountDownLatch end = new CountDownLatch(1);
  private Optional<ETag> base = Optional.empty();
  private List<Object> sentBase = List.of();
  private boolean finished;
  private boolean keep;

  private RemoteStateCopy(
      ConditionalFiles remote, Path local, FileChannel lock, Consumer<String> tell) {
    this.remote = remote;
    this.local = local;
    this.lock = lock;
    this.tell = tell;
    this.parts = new LogUploader(remote, local.resolve(FingerprintCache.LOG));
    sender.setDaemon(true);
  }

  /**
   * Fetches a state, or begins it.
   *
   * @param remote where it is kept
   * @param local a directory for as long as this is open; what a killed plan left there goes
   * @param root the tree that it is of, as an absolute path without links
   * @param tell takes sentences for the user
   * @throws StocktakeException if it is another tree's, damaged, or cannot be fetched
   */
  public static RemoteStateCopy open(
      ConditionalFiles remote, Path local, Path root, Consumer<String> tell) throws IOException {
    refuseForeign(local);
    PrivateFiles.createDirectories(local);
    RemoteStateCopy state =
        new RemoteStateCopy(remote, local, FingerprintCache.lock(local, LOCK), tell);
    try {
      state.fetch(root);
    } catch (IOException | RuntimeException e) {
      state.lock.close();
      FileTrees.delete(local);
      throw e;
    }
    state.sender.start();
    return state;
  }

  /** The directory to be given to {@link FingerprintCache#open}. */
  public Path directory() {
    return local;
  }

  private void fetch(Path root) throws IOException {
    clear();
    Path file = local.resolve(FingerprintCache.FILE);
    base = remote.fetch(FingerprintCache.FILE, file);
    parts.fetch();
    if (base.isEmpty()) {
      begin(file, root);
    } else {
      Path of = Path.of(FingerprintFile.open(file).orElseThrow().header().root());
      if (!of.equals(root)) {
        throw StocktakeException.usage(
            "the state at "
                + remote.describe("")
                + (" is of " + of + ", not of " + root)
                + "; name another place for it");
      }
    }
    sentBase = stamp();
    FingerprintCache.open(local, root.toString()).close(); // takes the parts in
  }

  private void begin(Path file, Path root) throws IOException {
    if (parts.any()) {
      throw StocktakeException.environment(
          remote.describe(FingerprintCache.FILE)
              + " is missing, but parts of a log are there; remove them, or name another place");
    }
    FingerprintCache.beginShared(local, root);
    base = remote.put(FingerprintCache.FILE, file, 0, Files.size(file), Optional.empty());
    if (base.isEmpty()) {
      throw StocktakeException.environment(
          "another machine has just begun the state at "
              + remote.describe("")
              + "; run the same command again");
    }
  }

  /** What was not made here is not to be cleared. */
  private static void refuseForeign(Path local) throws IOException {
    if (Files.exists(local) && !Files.exists(local.resolve(LOCK))) {
      throw StocktakeException.usage(
          FailureCode.STATE_COPY_TAKEN,
          local + " is there already, and no local copy of a state in S3");
    }
  }

  /** Removes what a plan that was killed has left; all it learnt but for a minute was sent. */
  private void clear() throws IOException {
    try (var entries = Files.newDirectoryStream(local)) {
      for (Path entry : entries) {
        if (!entry.getFileName().toString().equals(LOCK)) {
          FileTrees.delete(entry);
        }
      }
    }
  }

  /** Sends the state; to be called when nothing uses the directory any more. */
  public void finish(Path root) throws IOException {
    stopSending();
    finished = true;
    try {
      if (!keep && parts.waiting() + parts.sent() > 0) {
        FingerprintCache.open(local, root.toString())
            .close(); // after a plan of a part of the files
      }
      if (!keep && (parts.any() || !stamp().equals(sentBase))) {
        sendBase();
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  private void sendBase() throws IOException {
    Path file = local.resolve(FingerprintCache.FILE);
    if (remote.put(FingerprintCache.FILE, file, 0, Files.size(file), base).isEmpty()) {
      lose();
    } else {
      tidy(parts::delete);
    }
  }

  /** What changes when the file is replaced. */
  private List<Object> stamp() throws IOException {
    BasicFileAttributes file =
        Files.readAttributes(local.resolve(FingerprintCache.FILE), BasicFileAttributes.class);
    return Arrays.asList(file.fileKey(), file.lastModifiedTime(), file.size());
  }

  private void sendAgainAndAgain() {
    long next = System.nanoTime() + SEND_INTERVAL;
    boolean failing = false;
    try {
      while (!end.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        boolean late = System.nanoTime() - next > 0;
        if (late || (!failing && parts.waiting() >= worthSending())) {
          next = System.nanoTime() + SEND_INTERVAL;
          failing = !send();
        }
      }
    } catch (IOException | InterruptedException e) {
      // the plan has just taken the log in, and sends all when it ends
    }
  }

  private long worthSending() {
    return Math.max(WORTH_SENDING, parts.sent() / SHARE_WORTH_SENDING);
  }

  private boolean send() throws IOException {
    try {
      if (!keep && !parts.send()) {
        lose();
      }
      return true;
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      tell.accept(SystemErrors.sentence(e) + "; the state is sent again in a minute");
      return false;
    }
  }

  private void lose() {
    keep = true;
    tell.accept(
        "another machine has written the state at "
            + remote.describe("")
            + " since this plan began; what this plan learns is not stored there");
    tidy(parts::takeBack);
  }

  /** Removing parts. */
  private interface Tidying {
    void remove() throws IOException;
  }

  /** Parts that stay are taken in, and removed, by the next plan. */
  private void tidy(Tidying parts) {
    try {
      parts.remove();
    } catch (IOException e) {
      tell.accept("parts of a log stay for now: " + SystemErrors.sentence(e));
    }
  }

  private void failed(IOException e) {
    keep = true;
    tell.accept("the state could not be sent: " + SystemErrors.sentence(e));
  }

  private void stopSending() throws IOException {
    end.countDown();
    try {
      sender.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StocktakeException.environment("interrupted while the state is sent", e);
    }
  }

  /** Of a plan that failed, sends what it learnt; removes the directory, or tells where it is. */
  @Override
  public void close() throws IOException {
    stopSending();
    if (!finished && !keep) {
      try {
        if (!parts.send()) {
          lose();
        }
      } catch (IOException e) {
        failed(e);
      }
    }
    lock.close();
    if (keep) {
      Files.deleteIfExists(local.resolve(LOCK));
      Path kept = Files.move(local, free());
      tell.accept("the state of this plan is kept in " + kept + ", where another plan may use it");
    } else {
      FileTrees.delete(local);
    }
  }

  private Path free() {
    Path kept = local.resolveSibling(local.getFileName() + "-kept");
    for (int i = 2; Files.exists(kept); i++) {
      kept = local.resolveSibling(local.getFileName() + "-kept-" + i);
    }
    return kept;
  }
}
