package io.stocktake.planner.compare.moves;

import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.source.FileSink;
import io.stocktake.planner.source.WalkedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes files on, and looks whether the first of them are there: a listing may be of elsewhere.
 */
public final class FirstFiles implements FileSink {
  private static final int FIRST = 100;

  private final FileSink sink;
  private final AtomicInteger met = new AtomicInteger();
  private final AtomicInteger found = new AtomicInteger();

  public FirstFiles(FileSink sink) {
    this.sink = sink;
  }

  /** Files that were looked for. */
  public long looked() {
    return Math.min(FIRST, met.get());
  }

  /** Those of them that are there. */
  public long found() {
    return found.get();
  }

  @Override
  public void file(WalkedFile walked) throws IOException {
    if (met.get() < FIRST
        && met.getAndIncrement() < FIRST
        && Files.exists(walked.file(), LinkOption.NOFOLLOW_LINKS)) {
      found.incrementAndGet();
    }
    sink.file(walked);
  }

  @Override
  public void problem(Problem problem) throws IOException {
    sink.problem(problem);
  }

  @Override
  public void leftOut(String name) {
    sink.leftOut(name);
  }
}
