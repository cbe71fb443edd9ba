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
import java.io.Writer;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Exports the remembered MD5s of a tree's files in the format of {@code md5sum}, without reading
 * the files. The state holds no names, so the tree is walked; a file that has changed has no MD5.
 */
public final class Md5Export implements FileSink {
  private final FingerprintCache memory;
  private final Writer out;
  private final Consumer<Problem> problems;
  private final LongAdder written = new LongAdder();
  private final LongAdder unknown = new LongAdder();
  private final LongAdder inParts = new LongAdder();
  private final LongAdder suspect = new LongAdder();

  /**
   * How many files there were.
   *
   * @param written with an MD5
   * @param unknown not remembered, or changed since
   * @param inParts remembered by an ETag in parts, which is no MD5
   * @param suspect found to have another content, though nothing shows it
   */
  public record Counts(long written, long unknown, long inParts, long suspect) {}

  private Md5Export(FingerprintCache memory, Writer out, Consumer<Problem> problems) {
    this.memory = memory;
    this.out = out;
    this.problems = problems;
  }

  /**
   * Walks the tree and writes a line for each file whose MD5 is known, in the order of the walk.
   *
   * @param memory what is remembered, and of which tree
   * @param links what symbolic links stood for in the plans that it is from
   * @param threads directories read at a time
   * @param out takes the lines; flushed at the end
   * @param problems takes what could not be seen
   */
  public static Counts write(
      FingerprintCache memory,
      LinkPolicy links,
      int threads,
      Writer out,
      Consumer<Problem> problems)
      throws IOException, InterruptedException {
    Md5Export export = new Md5Export(memory, out, problems);
    TreeWalk.walk(memory.root(), WalkOptions.all(links, true), threads, export);
    out.flush();
    return new Counts(
        export.written.sum(), export.unknown.sum(), export.inParts.sum(), export.suspect.sum());
  }

  @Override
  public void file(WalkedFile walked) throws IOException {
    Optional<Remembered> known = memory.find(walked);
    if (known.isEmpty()) {
      unknown.increment();
    } else if (known.get().suspect()) {
      suspect.increment();
    } else if (known.get().etag().parts() > 0) {
      inParts.increment();
    } else {
      String line = line(known.get().etag(), walked.name());
      synchronized (out) {
        out.write(line);
      }
      written.increment();
    }
  }

  @Override
  public void problem(Problem problem) {
    problems.accept(problem);
  }

  /** A line of md5sum: a backslash before it says that its name's odd characters are escaped. */
  static String line(ETag md5, String name) {
    String escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    String path = name.equals("-") ? "./-" : escaped; // a dash alone is standard input
    return (escaped.equals(name) ? "" : "\\") + md5.value() + "  " + path + "\n";
  }
}
