package io.stocktake.manifests.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.manifests.io.PrivateFiles;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes a plan bundle. All is written to a directory beside the target and takes the target's name
 * only when it is sealed, so that a crash or a full disk leaves no half plan. Problems may come
 * from several threads; rows come from one, in {@link PlanRow#ORDER}.
 */
public final class PlanWriter implements Closeable {
  /** Rows a part holds at most: a size that spreadsheets still open. */
  public static final int ROWS_PER_PART = 1_000_000;

  private static final String LOCK = "lock";
  private static final Pattern OURS =
      Pattern.compile("scratch|plan\\.json(\\.sha256)?|(problems|changes-\\d+)\\.csv(\\.gz)?");

  /** Makes a file, or the names in a directory, outlive a power cut. */
  @FunctionalInterface
  interface Force {
    void force(Path path) throws IOException;
  }

  private record Group(Action action, Reason reason) {}

  private static final class Sum {
    private long rows;
    private long bytes;
  }

  private final Path target;
  private final Path unfinished;
  private final Path scratch;
  private final String suffix;
  private final long rowsPerPart;
  private final FileChannel lock;
  private final PartWriter problems;
  private final Force force;
  private final List<Plan.Part> parts = new ArrayList<>();
  private final Map<Group, Sum> sums =
      new TreeMap<>(Comparator.comparing(Group::action).thenComparing(Group::reason));
  private PartWriter part;
  private PlanRow previous;
  private boolean sealed;

  private PlanWriter(Path target, boolean gzip, long rowsPerPart, Force force, boolean isPrivate)
      throws IOException {
    this.target = target;
    this.force = force;
    this.unfinished = workDirectory(target);
    this.scratch = unfinished.resolve("scratch");
    this.suffix = gzip ? ".csv.gz" : ".csv";
    this.rowsPerPart = rowsPerPart;
    refuseExisting(target);
    deleteUnfinished(unfinished);
    if (isPrivate) {
      PrivateFiles.createDirectories(scratch);
    } else {
      Files.createDirectories(scratch);
    }
    this.lock = lock(scratch.resolve(LOCK));
    this.problems =
        new PartWriter(unfinished.resolve("problems" + suffix), PlanCsv.PROBLEM_COLUMNS, force);
  }

  /**
   * Begins a bundle that will become {@code target}.
   *
   * @param target a directory that does not exist yet, or is empty
   * @param gzip whether to compress the CSV parts
   * @throws StocktakeException if something is in the way
   */
  public static PlanWriter create(Path target, boolean gzip) throws IOException {
    return create(target, gzip, ROWS_PER_PART);
  }

  /** As {@link #create(Path, boolean)}, with other rows a part than {@link #ROWS_PER_PART}. */
  public static PlanWriter create(Path target, boolean gzip, long rowsPerPart) throws IOException {
    return create(target, gzip, rowsPerPart, FileTrees::force);
  }

  /** Begins a bundle, not compressed, with a directory that only its owner may read. */
  public static PlanWriter createPrivate(Path target) throws IOException {
    return new PlanWriter(
        target.toAbsolutePath().normalize(), false, ROWS_PER_PART, FileTrees::force, true);
  }

  /** As above, with another way to the disk. */
  static PlanWriter create(Path target, boolean gzip, long rowsPerPart, Force force)
      throws IOException {
    return new PlanWriter(target.toAbsolutePath().normalize(), gzip, rowsPerPart, force, false);
  }

  /** Where the bundle is written until it is sealed, beside the place it will have. */
  public static Path workDirectory(Path target) {
    return target.resolveSibling(target.getFileName() + ".unfinished");
  }

  /** A directory for the planner's own temporary files; gone when the plan is sealed. */
  public Path scratch() {
    return scratch;
  }

  /** Lists a problem. */
  public synchronized void problem(Problem problem) {
    problems.write(PlanCsv.write(problem));
  }

  /** Adds a row, which must come after the one before it. */
  public void row(PlanRow row) throws IOException {
    if (previous != null && PlanRow.ORDER.compare(previous, row) >= 0) {
      throw new IllegalStateException("row " + row.key() + " after " + previous.key());
    }
    previous = row;
    if (part == null) {
      String name = String.format("changes-%05d%s", parts.size() + 1, suffix);
      part = new PartWriter(unfinished.resolve(name), PlanCsv.ROW_COLUMNS, force);
    }
    part.write(PlanCsv.write(row));
    Sum sum = sums.computeIfAbsent(new Group(row.action(), row.reason()), g -> new Sum());
    sum.rows++;
    sum.bytes += row.size();
    if (part.rows() == rowsPerPart) {
      finishPart();
    }
  }

  /**
   * Completes the bundle: the parts, then {@code plan.json} with their digests, then the digest of
   * {@code plan.json}, then the name.
   */
  public Plan seal(Plan draft) throws IOException {
    try {
      finishPart();
      Plan plan = draft.sealed(totals(), List.copyOf(parts), problems.finish());
      byte[] json = PlanJson.write(plan);
      write(unfinished.resolve(PlanBundle.JSON), json);
      String digest = Digests.hex(Digests.sha256().digest(json));
      write(unfinished.resolve(PlanBundle.SEAL), (digest + "\n").getBytes(UTF_8));
      lock.close();
      FileTrees.delete(scratch);
      force.force(unfinished);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      force.force(target.getParent());
      sealed = true;
      return plan;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Without a seal before it, removes all that was written. */
  @Override
  public void close() throws IOException {
    if (sealed) {
      return;
    }
    try {
      lock.close();
      problems.close();
      if (part != null) {
        part.close();
      }
    } catch (IOException | UncheckedIOException e) {
      // The disk may be full; what matters is that the files go.
    } finally {
      FileTrees.delete(unfinished);
    }
  }

  private void finishPart() throws IOException {
    if (part != null) {
      parts.add(part.finish());
      part = null;
    }
  }

  private List<Plan.Total> totals() {
    return sums.entrySet().stream()
        .map(
            e ->
                new Plan.Total(
                    e.getKey().action(),
                    e.getKey().reason(),
                    e.getValue().rows,
                    e.getValue().bytes))
        .toList();
  }

  private void write(Path file, byte[] content) throws IOException {
    Files.write(file, content, StandardOpenOption.CREATE_NEW);
    force.force(file);
  }

  /** Removes what a plan that was killed left behind, if it is that and nothing else. */
  private static void deleteUnfinished(Path unfinished) throws IOException {
    try (Stream<Path> inside = Files.exists(unfinished) ? Files.list(unfinished) : Stream.empty()) {
      Optional<Path> foreign =
          inside.filter(f -> !OURS.matcher(f.getFileName().toString()).matches()).findAny();
      if (foreign.isPresent()) {
        throw StocktakeException.usage(
            foreign.get() + " is not part of an unfinished plan, and in the way of one: move it");
      }
    }
    if (Files.exists(unfinished.resolve("scratch").resolve(LOCK))) {
      lock(unfinished.resolve("scratch").resolve(LOCK)).close();
    }
    FileTrees.delete(unfinished);
  }

  /** Keeps a second plan of the same name out for as long as the channel is open. */
  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // held by this very program
    }
    channel.close();
    throw StocktakeException.refused(
        "another plan is being written to " + file.getParent().getParent() + "; wait for it");
  }

  private static void refuseExisting(Path target) throws IOException {
    try (Stream<Path> inside = Files.exists(target) ? Files.list(target) : Stream.empty()) {
      if (inside.findAny().isPresent()) {
        throw StocktakeException.usage(
            FailureCode.OUT_TAKEN, target + " is not empty, and a plan is never written over");
      }
    } catch (NotDirectoryException e) {
      throw StocktakeException.usage(
          FailureCode.OUT_TAKEN, target + " is a file, and a plan is a directory");
    }
  }
}
