package io.stocktake.bench.data;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.fingerprint.FileHashTask;
import io.stocktake.planner.fingerprint.Fingerprints;
import io.stocktake.planner.fingerprint.md5.FileRange;
import io.stocktake.planner.fingerprint.md5.Md5Lanes;
import io.stocktake.planner.source.FileSink;
import io.stocktake.planner.source.LinkPolicy;
import io.stocktake.planner.source.WalkOptions;
import io.stocktake.planner.source.WalkedFile;
import io.stocktake.planner.source.local.LocalTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Walks a tree, then reads and hashes all of its files as the planner does. */
public final class HashedTree {
  private static final List<ETag> LIKE = List.of(new ETag("0".repeat(32)));

  private final LocalTree tree;
  private final int threads;
  private final Fingerprints fingerprints = new Fingerprints(1 << 24);

  public HashedTree(Path root, int threads) {
    this.tree = new LocalTree(root, LinkPolicy.SKIP);
    this.threads = threads;
  }

  /**
   * Does it once.
   *
   * @throws IllegalStateException unless so many files were hashed
   */
  public void hash(int expected) throws IOException, InterruptedException {
    AtomicInteger hashed = new AtomicInteger();
    Queue<FileHashTask> readings = new ConcurrentLinkedQueue<>();
    tree.walk(WalkOptions.all(LinkPolicy.SKIP, false), threads, sink(readings, hashed));
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        futures.add(
            workers.submit(
                () -> {
                  new Md5Lanes().run(new Share(readings));
                  return null;
                }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("hashing failed", e.getCause());
    } finally {
      workers.shutdown();
    }
    if (hashed.get() != expected) {
      throw new IllegalStateException("hashed " + hashed + " files of " + expected);
    }
  }

  private FileSink sink(Queue<FileHashTask> readings, AtomicInteger hashed) {
    return new FileSink() {
      @Override
      public void problem(Problem problem) {
        throw new IllegalStateException(problem.toString());
      }

      @Override
      public void file(WalkedFile walked) {
        readings.add(
            new FileHashTask(
                fingerprints,
                offset -> tree.open(walked, offset),
                walked.size(),
                walked.mtime(),
                LIKE,
                found -> hashed.addAndGet(found.etags().orElseThrow().size())));
      }
    };
  }

  /** A thread's share of the files. */
  private static final class Share implements Md5Lanes.Source {
    private final Queue<FileHashTask> readings;
    private Iterator<FileRange> ranges = Collections.emptyIterator();

    Share(Queue<FileHashTask> readings) {
      this.readings = readings;
    }

    @Override
    public Optional<FileRange> next(boolean wait) throws IOException {
      while (!ranges.hasNext()) {
        FileHashTask task = readings.poll();
        if (task == null) {
          return Optional.empty();
        }
        ranges = task.ranges();
      }
      return Optional.of(ranges.next());
    }
  }
}
