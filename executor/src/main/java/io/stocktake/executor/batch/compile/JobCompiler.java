package io.stocktake.executor.batch.compile;

import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.executor.batch.routing.JobLimits;
import io.stocktake.executor.batch.routing.MergedTags;
import io.stocktake.executor.batch.routing.RouteGroup;
import io.stocktake.executor.batch.routing.RouteOptions;
import io.stocktake.executor.batch.routing.RouteTable;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compiles the jobs of a plan: one pass decides, a second writes. All is written to a temporary
 * directory and renamed last, so that what a crash leaves half done is done anew.
 */
public final class JobCompiler implements Closeable {
  /** Tags may differ when they are read again; the numbers of the other jobs must not. */
  private static final Comparator<RouteGroup> READ_LAST =
      Comparator.comparing(
          group -> group.work().filter(w -> w.kind() == JobOperation.Kind.MERGE).isPresent());

  private final PlanBundle bundle;
  private final Path unfinished;
  private final Map<Integer, JobFile.Writer> writers = new HashMap<>();

  private JobCompiler(PlanBundle bundle) {
    this.bundle = bundle;
    this.unfinished = bundle.directory().resolve(CompiledJobs.DIRECTORY + ".unfinished");
  }

  /**
   * Compiles a plan's jobs; takes the place of jobs compiled before.
   *
   * @param keepsVersions whether the destination does
   * @param mergedTags the tags that were read
   */
  public static CompiledJobs compile(
      PlanBundle bundle, RouteOptions options, boolean keepsVersions, MergedTags mergedTags)
      throws IOException {
    List<RouteGroup> groups =
        RouteTable.of(bundle, options, Optional.of(keepsVersions), mergedTags);
    List<CompiledJob> jobs = jobs(groups, options.limits());
    try (JobCompiler compiler = new JobCompiler(bundle)) {
      compiler.begin();
      compiler.write(jobs, mergedTags);
    }
    byte[] read = mergedTags.bytes();
    byte[] json = CompiledJobs.json(bundle, options.via(), read, jobs);
    Path unfinished = bundle.directory().resolve(CompiledJobs.DIRECTORY + ".unfinished");
    force(unfinished.resolve(CompiledJobs.MERGES), read);
    force(unfinished.resolve(CompiledJobs.JSON), json);
    force(unfinished.resolve(CompiledJobs.SEAL), CompiledJobs.seal(json));
    Path target = bundle.directory().resolve(CompiledJobs.DIRECTORY);
    deleteTree(target);
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    return CompiledJobs.find(bundle).orElseThrow();
  }

  private static List<CompiledJob> jobs(List<RouteGroup> groups, JobLimits limits) {
    List<CompiledJob> jobs = new ArrayList<>();
    int number = 0;
    for (RouteGroup group : groups.stream().sorted(READ_LAST).toList()) {
      if (group.byJobs()) {
        add(jobs, number++, group, limits);
      }
    }
    return jobs;
  }

  private static void add(List<CompiledJob> jobs, int group, RouteGroup rows, JobLimits limits) {
    JobOperation work = rows.work().orElseThrow();
    long canary = limits.canary(rows.rows());
    if (canary > 0) {
      jobs.add(CompiledJob.of(jobs.size() + 1, group, true, work, rows.versions(), canary));
    }
    for (long left = rows.rows() - canary; left > 0; left -= limits.maxRows()) {
      long size = Math.min(left, limits.maxRows());
      jobs.add(CompiledJob.of(jobs.size() + 1, group, false, work, rows.versions(), size));
    }
  }

  private void begin() throws IOException {
    deleteTree(unfinished);
    Files.createDirectory(unfinished);
  }

  private void write(List<CompiledJob> jobs, MergedTags mergedTags) throws IOException {
    JobAssignment assignment = new JobAssignment(bundle.plan(), jobs, mergedTags);
    bundle.rows(
        (ordinal, row) -> {
          Optional<JobAssignment.Assigned> assigned = assignment.next(row);
          if (assigned.isPresent()) {
            write(assigned.get(), ordinal, row.size());
          }
          return true;
        });
  }

  /** Jobs fill one after the other, but for the canary: a full one is closed. */
  private void write(JobAssignment.Assigned assigned, long ordinal, long size) throws IOException {
    CompiledJob job = assigned.job();
    JobFile.Writer writer = writers.get(job.number());
    if (writer == null) {
      JobFile file = new JobFile(unfinished.resolve(CompiledJobs.name(job.number(), 1)));
      writer = new JobFile.Writer(file, job.bucket(), job.versions());
      writers.put(job.number(), writer);
    }
    writer.row(new JobRow(ordinal, size, assigned.place().task(), assigned.place().version()));
    if (writer.rows() == job.rows()) {
      writers.remove(job.number()).close();
    }
  }

  @Override
  public void close() throws IOException {
    for (JobFile.Writer writer : writers.values()) {
      writer.close();
    }
  }

  private static void force(Path file, byte[] content) throws IOException {
    Files.write(file, content);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
