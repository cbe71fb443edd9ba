package io.stocktake.executor.batch.compile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.stocktake.executor.batch.routing.MergedTags;
import io.stocktake.executor.batch.routing.RoutePreference;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.io.Json;
import io.stocktake.manifests.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The jobs of a plan, sealed in its directory {@code batch}. */
public final class CompiledJobs {
  static final String DIRECTORY = "batch";
  static final String JSON = "jobs.json";
  static final String SEAL = "jobs.json.sha256";
  static final String MERGES = "merges";
  private static final String FORMAT = "stocktake-jobs/2";

  /** What {@code jobs.json} says; {@code merges} is the hex SHA-256 of the file of that name. */
  record Content(
      @JsonProperty("format") String format,
      @JsonProperty("plan") String plan,
      @JsonProperty("via") RoutePreference via,
      @JsonProperty("merges") String merges,
      @JsonProperty("jobs") List<CompiledJob> jobs) {}

  private final Path directory;
  private final Plan plan;
  private final Content content;
  private final MergedTags merges;

  private CompiledJobs(Path directory, Plan plan, Content content, MergedTags merges) {
    this.merges = merges;
    this.directory = directory;
    this.plan = plan;
    this.content = content;
  }

  /**
   * The jobs that were compiled of a plan, if any were.
   *
   * @throws StocktakeException of kind REFUSED if they were altered since
   */
  public static Optional<CompiledJobs> find(PlanBundle bundle) throws IOException {
    Path directory = bundle.directory().resolve(DIRECTORY);
    if (!Files.exists(directory)) {
      return Optional.empty();
    }
    Path json = directory.resolve(JSON);
    Content content = content(json, new String(bytes(directory.resolve(SEAL)), UTF_8).strip());
    if (!FORMAT.equals(content.format) || !content.plan.equals(bundle.digest())) {
      throw altered(json);
    }
    Path tags = directory.resolve(MERGES);
    MergedTags merges = MergedTags.parse(sealed(tags, content.merges));
    return Optional.of(new CompiledJobs(directory, bundle.plan(), content, merges));
  }

  private static Content content(Path json, String seal) throws IOException {
    try {
      return Json.INDENTED.readValue(sealed(json, seal), Content.class);
    } catch (JsonProcessingException e) {
      throw altered(json);
    }
  }

  private static byte[] sealed(Path file, String digest) throws IOException {
    byte[] content = bytes(file);
    if (!digest(content).equals(digest)) {
      throw altered(file);
    }
    return content;
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw StocktakeException.refused(
          file
              + " is missing, which belongs to the plan's jobs; nothing was done: make a new plan");
    }
  }

  private static StocktakeException altered(Path file) {
    return StocktakeException.refused(
        file
            + " was altered, or belongs to another plan or version of Stocktake; nothing was done:"
            + " make a new plan");
  }

  static byte[] json(
      PlanBundle bundle, RoutePreference via, byte[] merges, List<CompiledJob> jobs) {
    try {
      return Json.INDENTED.writeValueAsBytes(
          new Content(FORMAT, bundle.digest(), via, digest(merges), jobs));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("jobs have a JSON form", e);
    }
  }

  static byte[] seal(byte[] json) {
    return (digest(json) + "\n").getBytes(UTF_8);
  }

  private static String digest(byte[] content) {
    return Digests.hex(Digests.sha256().digest(content));
  }

  /** The route that was asked for when they were compiled. */
  public RoutePreference via() {
    return content.via;
  }

  /** The jobs, by number. */
  public List<CompiledJob> jobs() {
    return content.jobs;
  }

  /** Whether any of them writes tags that were read before they were compiled. */
  public boolean merges() {
    return !merges.isEmpty();
  }

  /** A new pass that tells the job of each row. */
  public JobAssignment assignment() {
    return new JobAssignment(plan, content.jobs, merges);
  }

  /** The rows of a job; later attempts have files of their own. */
  public JobFile file(int job, int attempt) {
    return new JobFile(directory.resolve(name(job, attempt)));
  }

  static String name(int job, int attempt) {
    return attempt == 1
        ? String.format("job-%05d.csv", job)
        : String.format("job-%05d-%d.csv", job, attempt);
  }
}
