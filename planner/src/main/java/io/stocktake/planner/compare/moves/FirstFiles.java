package io.stocktake.planner.compare.moves;

import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.source.FileSink;
import io.stocktake.planner.source.SourceTree;
import io.stocktake.planner.source.WalkedFile;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes files on, and looks whether the first of them are there: a listing may be of elsewhere.
 */
public final class FirstFiles implements FileSink {
  private static final int FIRST = 100;

  private final SourceTree source;
  private final FileSink sink;
  private final AtomicInteger met = new AtomicInteger();
  private final AtomicInteger found = new AtomicInteger();

  /** Files of a source, to be passed on to a sink. */
  public FirstFiles(SourceTree source, FileSink sink) {
    this.source = source;
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
    if (met.get() < FIRST && met.getAndIncrement() < FIRST && source.exists(walked)) {
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
