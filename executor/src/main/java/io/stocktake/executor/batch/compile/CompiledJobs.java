package io.stocktake.executor.batch.compile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.stocktake.executor.routes.Merges;
import io.stocktake.executor.routes.Via;
import io.stocktake.manifests.Digests;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The jobs of a plan, sealed in its directory {@code batch}. */
public final class CompiledJobs {
  static final String DIRECTORY = "batch";
  static final String JSON = "jobs.json";
  static final String SEAL = "jobs.json.sha256";
  static final String MERGES = "merges";
  private static final String FORMAT = "stocktake-jobs/1";
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  record Content(String format, String plan, Via via, List<CompiledJob> jobs) {}

  private final Path directory;
  private final Plan plan;
  private final Content content;
  private final Merges merges;

  private CompiledJobs(Path directory, Plan plan, Content content, Merges merges) {
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
    byte[] json = Files.readAllBytes(directory.resolve(JSON));
    String seal = Files.readString(directory.resolve(SEAL)).strip();
    Content content = read(directory, json);
    if (!seal.equals(digest(json)) || !content.plan.equals(bundle.digest())) {
      throw altered(directory);
    }
    Merges merges = Merges.read(directory.resolve(MERGES));
    return Optional.of(new CompiledJobs(directory, bundle.plan(), content, merges));
  }

  private static Content read(Path directory, byte[] json) throws IOException {
    try {
      return MAPPER.readValue(json, Content.class);
    } catch (JsonProcessingException e) {
      throw altered(directory);
    }
  }

  private static StocktakeException altered(Path directory) {
    return StocktakeException.refused(
        directory.resolve(JSON)
            + " was altered, or belongs to another plan; nothing was done: make a new plan");
  }

  static byte[] json(PlanBundle bundle, Via via, List<CompiledJob> jobs) {
    try {
      return MAPPER.writeValueAsBytes(new Content(FORMAT, bundle.digest(), via, jobs));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("jobs have a JSON form", e);
    }
  }

  static byte[] seal(byte[] json) {
    return (digest(json) + "\n").getBytes(UTF_8);
  }

  private static String digest(byte[] json) {
    return Digests.hex(Digests.sha256().digest(json));
  }

  /** The route that was asked for when they were compiled. */
  public Via via() {
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
  public Assignment assignment() {
    return new Assignment(plan, content.jobs, merges);
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
