package io.stocktake.planner.checksums;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.source.FileSink;
import io.stocktake.planner.source.LinkPolicy;
import io.stocktake.planner.source.WalkOptions;
import io.stocktake.planner.source.WalkedFile;
import io.stocktake.planner.source.local.TreeWalk;
import io.stocktake.planner.state.FingerprintCache;
import io.stocktake.planner.state.FingerprintCache.Remembered;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Imports MD5s from a list into the state. A file is believed to be what was listed if neither its
 * content nor its attributes were changed as late as the list was, or shortly before; what is
 * remembered from reading is worth more than a list.
 */
public final class Md5Import implements FileSink {
  private final FingerprintCache memory;
  private final FileChecksums list;
  private final Instant written;
  private final Consumer<Problem> problems;
  private final LongAdder taken = new LongAdder();
  private final LongAdder known = new LongAdder();
  private final LongAdder newer = new LongAdder();
  private final LongAdder unlisted = new LongAdder();

  /**
   * How many files there were.
   *
   * @param taken remembered from the list
   * @param known remembered already
   * @param newer changed later than a minute before the list was written
   * @param unlisted not in the list, or more than once
   * @param notFound lines of the list without a file
   */
  public record Counts(long taken, long known, long newer, long unlisted, long notFound) {}

  private Md5Import(
      FingerprintCache memory, FileChecksums list, Instant written, Consumer<Problem> problems) {
    this.memory = memory;
    this.list = list;
    this.written = written;
    this.problems = problems;
  }

  /**
   * Walks the tree and remembers the MD5 of each listed file.
   *
   * @param memory what is remembered, and of which tree
   * @param list the MD5s
   * @param clock tells now, for a list that says to be from the future
   * @param links what symbolic links stand for
   * @param threads directories read at a time
   * @param problems takes what could not be seen, and files that are remembered with another MD5
   */
  public static Counts read(
      FingerprintCache memory,
      FileChecksums list,
      Clock clock,
      LinkPolicy links,
      int threads,
      Consumer<Problem> problems)
      throws IOException, InterruptedException {
    Instant now = clock.instant();
    Instant written = list.written().toInstant();
    Md5Import files = new Md5Import(memory, list, written.isAfter(now) ? now : written, problems);
    TreeWalk.walk(memory.root(), WalkOptions.all(links, true), threads, files);
    long listed = files.taken.sum() + files.known.sum() + files.newer.sum();
    return new Counts(
        files.taken.sum(),
        files.known.sum(),
        files.newer.sum(),
        files.unlisted.sum(),
        list.size() - listed);
  }

  @Override
  public void file(WalkedFile walked) throws IOException {
    Optional<ETag> md5 = list.listed(walked.name());
    Optional<Remembered> before = memory.find(walked);
    if (md5.isEmpty()) {
      unlisted.increment();
    } else if (before.isPresent()) {
      known.increment();
      compare(walked, before.get(), md5.get());
    } else if (walked.mtime().toInstant().isBefore(written)
        && FingerprintCache.isSettled(walked, written)) {
      memory.put(walked, written, md5.get());
      taken.increment();
    } else {
      newer.increment();
    }
  }

  private void compare(WalkedFile walked, Remembered before, ETag md5) {
    if (before.etag().parts() == 0 && !before.etag().equals(md5)) {
      problems.accept(
          new Problem(
              walked.name(),
              Problem.Kind.SILENT_CHANGE,
              "remembered is " + before.etag() + ", listed " + md5));
    }
  }

  @Override
  public void problem(Problem problem) {
    problems.accept(problem);
  }
}
