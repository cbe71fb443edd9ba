package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.stocktake.aws.AwsSession;
import io.stocktake.aws.environment.AwsSettings;
import io.stocktake.executor.Outcome;
import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobState;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import io.stocktake.lab.seed.Seeding;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A source, a lab that lists its buckets, and the program that works on them by jobs. */
final class JobLab implements AutoCloseable {
  static final String ROLE = "arn:aws:iam::111122223333:role/stocktake-jobs";
  private static final String INVENTORIES = "s3://reports/inv";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String CONFIG = "weekly";
  private static final int CONNECTIONS = 16;

  private final Path temp;
  private final PassingTime time = new PassingTime();
  private final Lab lab;
  private final Program program;
  private final AwsSession session;
  private final Path source;

  JobLab(Path temp, String... buckets) throws IOException {
    this.temp = temp;
    lab = Lab.start(LabOptions.in(temp.resolve("lab")).withClock(time));
    program = Program.on(lab);
    lab.createBucket("reports");
    for (String bucket : buckets) {
      lab.createBucket(bucket);
      configure(bucket);
    }
    session =
        AwsSession.open(
            AwsSettings.none().withEndpoint(lab.endpoint()).withRegion(lab.region()), CONNECTIONS);
    source = Files.createDirectory(temp.resolve("source"));
  }

  /** A day passes between deliveries: jobs leave alone what is younger than the inventory. */
  static final class PassingTime extends Clock {
    private volatile Duration behind = Duration.ofDays(30);

    /** Lets a day pass. */
    void pass() {
      behind = behind.minusDays(1);
    }

    @Override
    public Instant instant() {
      return Clock.systemUTC().instant().minus(behind);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("the lab tells time in UTC alone");
    }
  }

  Lab lab() {
    return lab;
  }

  Program program() {
    return program;
  }

  Path source() {
    return source;
  }

  void write(String name, byte[] content) throws IOException {
    Path file = source.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  /** Uploads the source as it is, files from 6 MiB in parts of 5. */
  void fill(String bucket, Object... more) throws IOException {
    fillInParts(bucket, "5Mi", more);
  }

  /** Uploads the source as it is, files from 6 MiB in parts. */
  void fillInParts(String bucket, String partSize, Object... more) throws IOException {
    Path plan = Files.createTempDirectory(temp, "fill");
    List<Object> arguments = new ArrayList<>(List.of("plan", source, "s3://" + bucket));
    arguments.addAll(List.of("--inventory", "live", "--out", plan));
    arguments.addAll(List.of("--part-size", partSize));
    arguments.addAll(List.of(more));
    program.run(arguments.toArray()).expect(0);
    program.run("apply", plan, "--multipart-threshold", "6Mi", "--part-size", partSize).expect(0);
  }

  /**
   * Empty files, and objects of the same content that are there without having been uploaded.
   *
   * @param folder up to the slash
   */
  void seed(String bucket, String folder, int count) throws IOException {
    Seeding objects = new Seeding(bucket, folder, count);
    lab.seed(objects);
    for (int i = 0; i < count; i++) {
      write(objects.key(i), new byte[0]);
    }
  }

  /** From now on the bucket keeps what is written over, and its inventory lists that too. */
  void keepVersions(String bucket) throws IOException {
    lab.keepVersions(bucket);
    configure(bucket, "--versions", "all");
  }

  private void configure(String bucket, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("inventory", "configure", "s3://" + bucket));
    arguments.addAll(List.of("--to", INVENTORIES, "--id", CONFIG));
    arguments.addAll(List.of(more));
    program.run(arguments.toArray()).expect(0);
  }

  /** Lets a day pass. */
  void pass() {
    time.pass();
  }

  /** The lab's time. */
  Instant now() {
    return time.instant();
  }

  /** The folder of an inventory that is delivered now, a day after the last. */
  String deliver(String bucket) throws IOException {
    pass();
    lab.deliverInventory(bucket, CONFIG);
    return INVENTORIES + "/" + bucket + "/" + CONFIG;
  }

  /** Plans with a fresh inventory. */
  Program.Run plan(String bucket, Path plan, Object... more) throws IOException {
    List<Object> arguments = new ArrayList<>(List.of("plan", source, "s3://" + bucket));
    arguments.addAll(List.of("--inventory", deliver(bucket), "--out", plan));
    arguments.addAll(List.of(more));
    return program.run(arguments.toArray());
  }

  /** The arguments that apply a plan by jobs. */
  static Object[] apply(Path plan, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("apply", plan, "--via", "batch"));
    arguments.addAll(List.of("--role", ROLE, "--jobs-at", "s3://reports/jobs"));
    arguments.addAll(List.of(more));
    return arguments.toArray();
  }

  /** Tags of an object, read back. */
  Map<String, String> tags(String bucket, String key) throws IOException {
    return tags(bucket, List.of(key)).get(key);
  }

  /** Tags of objects by key, read back by some requests at once. */
  Map<String, Map<String, String>> tags(String bucket, List<String> keys) throws IOException {
    Map<String, Map<String, String>> tags = new TreeMap<>();
    try (ObjectStore store = session.store(bucket)) {
      for (int from = 0; from < keys.size(); from += CONNECTIONS) {
        List<String> some = keys.subList(from, Math.min(keys.size(), from + CONNECTIONS));
        List<CompletableFuture<TagSet>> answers =
            some.stream().map(key -> store.tags(new ObjectKey(key), Optional.empty())).toList();
        for (int i = 0; i < some.size(); i++) {
          tags.put(some.get(i), answers.get(i).join().tags());
        }
      }
    }
    return tags;
  }

  /** The bucket as the program itself sees it; the caller closes it. */
  ObjectStore store(String bucket) {
    return session.store(bucket);
  }

  boolean exists(String bucket, String key) throws IOException {
    try (ObjectStore store = session.store(bucket)) {
      return store.head(new ObjectKey(key)).join().isPresent();
    }
  }

  byte[] object(String bucket, String key) throws IOException {
    try (InputStream in = session.deliveries(bucket).open(key)) {
      return in.readAllBytes();
    }
  }

  /** Every object: its bytes, as ISO 8859-1, by its key. */
  Map<String, String> objects(String bucket) throws IOException {
    Map<String, String> objects = new ConcurrentSkipListMap<>();
    session
        .listing(S3Location.parse("s3://" + bucket), 4)
        .run(
            object -> {
              String key = object.key().value();
              objects.put(key, new String(object(bucket, key), ISO_8859_1));
            });
    return objects;
  }

  /** All jobs of the account, as S3 Control lists them. */
  List<Job> jobs() throws IOException {
    try (BatchJobs jobs = session.jobs(lab.account())) {
      return jobs.list(EnumSet.allOf(JobState.class));
    }
  }

  /** How often an operation was called. */
  long requests(String operation) {
    return lab.requestCounts().getOrDefault(operation, 0L);
  }

  /** Rows by outcome, and those left, as {@code status} tells them; they are all rows together. */
  Map<String, Long> status(Path plan) throws IOException {
    Program.Run run = program.run("status", plan, "--json");
    JsonNode json = json(run);
    Map<String, Long> rows = new TreeMap<>();
    for (Map.Entry<String, JsonNode> outcome : json.get("outcomes").properties()) {
      long count = outcome.getValue().get("rows").asLong();
      if (count > 0) {
        rows.put(outcome.getKey(), count);
      }
    }
    if (json.get("left").asLong() > 0) {
      rows.put("left", json.get("left").asLong());
    }
    assertThat(rows.values().stream().mapToLong(n -> n).sum())
        .as("%s", json)
        .isEqualTo(json.get("planned").asLong());
    boolean done = List.of("already-done", "done").containsAll(rows.keySet());
    run.expect(done ? 0 : 3);
    return rows;
  }

  /** What the journal says of every row that has an outcome, by key; each key has one row. */
  static Map<String, Outcome> outcomes(Path plan, List<String> keys) throws IOException {
    PlanStatus status = PlanStatus.read(PlanBundle.open(plan));
    assertThat(status.left()).as("rows without an outcome").isZero();
    assertThat(status.planned()).isEqualTo(keys.size());
    Map<String, Outcome> outcomes = new TreeMap<>();
    status.notDone(
        (ordinal, key, result) -> {
          assertThat(outcomes.put(key, result.outcome())).as("told before: %s", key).isNull();
          return true;
        });
    long settled =
        status.outcomes().get(Outcome.DONE).rows()
            + status.outcomes().get(Outcome.ALREADY_DONE).rows();
    assertThat(outcomes.size() + settled).isEqualTo(keys.size());
    keys.forEach(key -> outcomes.putIfAbsent(key, Outcome.DONE));
    assertThat(outcomes).hasSize(keys.size());
    return outcomes;
  }

  /** Writes an object, whatever its key holds. */
  void put(String bucket, String name, byte[] content) throws IOException {
    ObjectKey key = new ObjectKey(name);
    try (ObjectStore store = session.store(bucket)) {
      Guard guard =
          store.head(key).join().map(now -> Guard.match(now.etag())).orElseGet(Guard::absent);
      ObjectHeaders headers = ObjectHeaders.named(name);
      store
          .put(key, ByteBuffer.wrap(content), Digests.md5().digest(content), headers, guard)
          .join();
    }
  }

  /** Replaces the manifest of the only job. */
  void overwriteManifest(String content) throws IOException {
    List<String> folders = session.deliveries("reports").list("jobs/");
    assertThat(folders).hasSize(1);
    List<String> manifests = session.deliveries("reports").list("jobs/" + folders.get(0));
    assertThat(manifests).hasSize(1);
    put("reports", "jobs/" + folders.get(0) + manifests.get(0), content.getBytes(UTF_8));
  }

  /** Waits for something that happens soon. */
  static void until(Condition condition) throws Exception {
    for (long end = System.nanoTime() + LIMIT.toNanos(); !condition.holds(); ) {
      assertThat(System.nanoTime()).as("waited %s", LIMIT).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** What is waited for. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws Exception;
  }

  static JsonNode json(Program.Run run) throws IOException {
    return new JsonMapper().readTree(run.out());
  }

  /** Keys of the source's files. */
  List<String> keys() throws IOException {
    try (Stream<Path> tree = Files.walk(source)) {
      return tree.filter(Files::isRegularFile)
          .map(file -> source.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Override
  public void close() {
    session.close();
    lab.close();
  }
}
