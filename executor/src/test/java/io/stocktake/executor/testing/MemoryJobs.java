package io.stocktake.executor.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.executor.batch.jobs.JobRequest;
import io.stocktake.executor.batch.jobs.JobState;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.executor.batch.jobs.JobsException.Kind;
import io.stocktake.manifests.inventory.DeliveryFiles;
import io.stocktake.manifests.io.Digests;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Batch Operations in memory: each look at a job moves it one state on, and its report is written
 * as S3 writes it.
 */
public final class MemoryJobs implements BatchJobs {
  private static final int THRESHOLD_FROM = 1000;
  private static final Random ORDER = new Random(7);

  private static final class Entry {
    private final String id;
    private final JobRequest request;
    private final List<String> succeeded = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private List<String> tasks = List.of();
    private JobState state = JobState.NEW;
    private boolean confirmed;
    private int looks;

    Entry(String id, JobRequest request) {
      this.id = id;
      this.request = request;
    }
  }

  private final MemoryStore objects;
  private final MemoryStore sources;
  private final MemoryStore manifests;
  private final Map<String, Entry> jobs = new TreeMap<>();
  private final Map<String, byte[]> reports = new TreeMap<>();
  private final Map<String, Integer> tasksByKey = new TreeMap<>();
  private Function<String, Optional<String>> failures = key -> Optional.empty();
  private String appended = "";
  private int lostAnswers;
  private int lostRequests;
  private int hiddenLooks;
  private int lateReads;
  private int mostActive;
  private int dropped;
  private int stopAfter = Integer.MAX_VALUE;
  private Runnable beforeLook = () -> {};

  public MemoryJobs(MemoryStore objects, MemoryStore sources, MemoryStore manifests) {
    this.objects = objects;
    this.sources = sources;
    this.manifests = manifests;
  }

  /** Lets tasks of keys fail: with a status, a comma and a code. */
  public void failing(Function<String, Optional<String>> chosen) {
    failures = chosen;
  }

  public void loseAnswers(int count) {
    lostAnswers = count;
  }

  public void loseRequests(int count) {
    lostRequests = count;
  }

  /** A new job is not known for so many looks. */
  public void hideNewJobs(int looks) {
    hiddenLooks = looks;
  }

  /** The report is not there for so many reads after the job's end. */
  public void delayReports(int reads) {
    lateReads = reads;
  }

  /** Tasks stop after so many, as if somebody had cancelled the job then. */
  public void cancelAfter(int tasks) {
    stopAfter = tasks;
  }

  /** Every result file lacks so many of its lines. */
  public void dropFromReports(int lines) {
    dropped = lines;
  }

  public void beforeLook(Runnable hook) {
    beforeLook = hook;
  }

  public synchronized int count() {
    return jobs.size();
  }

  public synchronized int mostActive() {
    return mostActive;
  }

  /** How often a task ran on the key. */
  public synchronized int tasks(String key) {
    return tasksByKey.getOrDefault(key, 0);
  }

  public synchronized List<JobRequest> requests() {
    return jobs.values().stream().map(entry -> entry.request).toList();
  }

  /** Every result file ends with these lines too. */
  public void appendToReports(String lines) {
    appended = lines;
  }

  @Override
  public synchronized String create(JobRequest request) throws JobsException {
    if (lostRequests > 0) {
      lostRequests--;
      throw new JobsException(Kind.UNKNOWN, "the connection broke");
    }
    Entry entry = entry(request);
    if (lostAnswers > 0) {
      lostAnswers--;
      throw new JobsException(Kind.UNKNOWN, "the connection broke");
    }
    return entry.id;
  }

  private Entry entry(JobRequest request) throws JobsException {
    for (Entry known : jobs.values()) {
      if (known.request.token().equals(request.token())) {
        if (!known.request.equals(request)) {
          throw new JobsException(Kind.TOKEN_TAKEN, "IdempotencyException");
        }
        return known;
      }
    }
    Entry entry = new Entry("job-" + (jobs.size() + 1), request);
    jobs.put(entry.id, entry);
    long active = jobs.values().stream().filter(e -> !e.state.isTerminal()).count();
    mostActive = Math.max(mostActive, (int) active);
    return entry;
  }

  @Override
  public synchronized Job describe(String id) throws JobsException {
    beforeLook.run();
    Entry entry = jobs.get(id);
    if (entry == null || entry.looks++ < hiddenLooks) {
      throw new JobsException(Kind.NO_SUCH_JOB, "NoSuchJob");
    }
    Job job = job(entry);
    advance(entry);
    return job;
  }

  private static Job job(Entry entry) {
    boolean early = entry.tasks.isEmpty();
    Job.Progress progress =
        new Job.Progress(
            entry.tasks.size(),
            entry.succeeded.size(),
            entry.failed.size(),
            entry.succeeded.isEmpty() && entry.failed.isEmpty() ? 0 : 1);
    return new Job(
        entry.id,
        entry.state,
        new Job.Task(entry.request.work().kind().code(), Optional.empty(), false),
        entry.request.description(),
        entry.request.terms().priority(),
        early ? Optional.empty() : Optional.of(progress),
        entry.reasons,
        Optional.of(entry.request.terms().reports()));
  }

  private void advance(Entry entry) {
    switch (entry.state) {
      case NEW -> entry.state = JobState.PREPARING;
      case PREPARING -> prepare(entry);
      case SUSPENDED -> entry.state = entry.confirmed ? JobState.READY : JobState.SUSPENDED;
      case READY -> entry.state = JobState.ACTIVE;
      case ACTIVE -> work(entry);
      case COMPLETING -> end(entry, JobState.COMPLETE);
      case FAILING -> end(entry, JobState.FAILED);
      case CANCELLING -> end(entry, JobState.CANCELLED);
      default -> {
        // It stays.
      }
    }
  }

  private void prepare(Entry entry) {
    JobRequest.Manifest manifest = entry.request.manifest();
    boolean pinned =
        manifests
            .etag(manifest.key())
            .filter(etag -> etag.value().equals(manifest.etag()))
            .isPresent();
    if (!pinned) {
      entry.reasons.add("InvalidManifest: the manifest's ETag is another");
      entry.state = JobState.FAILING;
      return;
    }
    String text = new String(manifests.get(manifest.key()).orElseThrow(), UTF_8);
    entry.tasks = text.lines().toList();
    entry.state = entry.request.terms().confirm() ? JobState.SUSPENDED : JobState.READY;
  }

  private void work(Entry entry) {
    List<String> order = new ArrayList<>(entry.tasks);
    Collections.shuffle(order, ORDER);
    for (String row : order) {
      int executed = entry.succeeded.size() + entry.failed.size();
      if (executed == stopAfter) {
        entry.state = JobState.CANCELLING;
        return;
      }
      if (executed >= THRESHOLD_FROM && entry.failed.size() * 2 > executed) {
        entry.reasons.add("more than half of the tasks failed");
        entry.state = JobState.FAILING;
        return;
      }
      task(entry, row.split(",", -1));
    }
    entry.state = JobState.COMPLETING;
  }

  private void task(Entry entry, String[] row) {
    String key = URLDecoder.decode(row[1], UTF_8);
    String version = row.length > 2 ? row[2] : "";
    String head = row[0] + "," + row[1] + "," + version + ",";
    tasksByKey.merge(key, 1, Integer::sum);
    Optional<String> failure = failures.apply(key).or(() -> act(entry.request, key));
    if (failure.isPresent()) {
      entry.failed.add(head + "failed," + failure.get() + ",\"it said \"\"no\"\"\"");
    } else {
      entry.succeeded.add(head + "succeeded,200,,success");
    }
  }

  private Optional<String> act(JobRequest request, String key) {
    JobOperation work = request.work();
    MemoryStore from = work.kind() == JobOperation.Kind.COPY ? sources : objects;
    Optional<byte[]> bytes = from.get(key);
    if (bytes.isEmpty()) {
      return Optional.of("404,NoSuchKey");
    }
    if (work.kind() != JobOperation.Kind.COPY) {
      objects.seedTags(key, work.tags());
    } else {
      String target = work.prefix().isEmpty() ? key : work.prefix() + "/" + key;
      objects.seed(target, bytes.get());
      objects.seedTags(
          target, work.tags().isEmpty() ? from.headers(key).orElseThrow().tags() : work.tags());
    }
    return Optional.empty();
  }

  private void end(Entry entry, JobState state) {
    entry.state = state;
    if (entry.succeeded.isEmpty() && entry.failed.isEmpty()) {
      return;
    }
    String prefix = entry.request.terms().reportPrefix();
    String folder = (prefix.isEmpty() ? "" : prefix + "/") + "job-" + entry.id + "/";
    String results = result(folder, "succeeded", entry.succeeded);
    String failed = result(folder, "failed", entry.failed);
    results += results.isEmpty() || failed.isEmpty() ? failed : "," + failed;
    String json =
        "{\"Format\":\"Report_CSV_20180820\",\"Results\":["
            + results
            + "],\"ReportSchema\":\"Bucket, Key, VersionId, TaskStatus, ErrorCode,"
            + " HTTPStatusCode, ResultMessage\"}";
    reports.put(folder + "manifest.json", json.getBytes(UTF_8));
    reports.put(folder + "manifest.json.md5", (md5(json) + "\n").getBytes(UTF_8));
  }

  private String result(String folder, String status, List<String> rows) {
    if (rows.isEmpty()) {
      return "";
    }
    String csv = String.join("\r\n", rows.subList(dropped, rows.size())) + "\r\n" + appended;
    String key = folder + "results/" + md5(csv) + "00000000.csv";
    reports.put(key, csv.getBytes(UTF_8));
    return String.format(
        "{\"TaskExecutionStatus\":\"%s\",\"Bucket\":\"b\",\"MD5Checksum\":\"%s\",\"Key\":\"%s\"}",
        status, md5(csv), key);
  }

  @Override
  public synchronized List<Job> list(Set<JobState> states) {
    return jobs.values().stream()
        .filter(entry -> states.contains(entry.state))
        .map(MemoryJobs::job)
        .toList();
  }

  @Override
  public synchronized void confirm(String id, String reason) {
    jobs.get(id).confirmed = true;
  }

  @Override
  public synchronized void cancel(String id, String reason) {
    jobs.get(id).state = JobState.CANCELLING;
  }

  @Override
  public void updatePriority(String id, int priority) {}

  /** The bucket that reports are written to. */
  public DeliveryFiles reports() {
    return new Reports();
  }

  private final class Reports implements DeliveryFiles {
    @Override
    public List<String> list(String prefix) {
      throw new AssertionError("nobody needs to list reports");
    }

    @Override
    public InputStream open(String key) throws IOException {
      synchronized (MemoryJobs.this) {
        if (!reports.containsKey(key) || (key.endsWith("manifest.json") && lateReads-- > 0)) {
          throw new FileNotFoundException(key);
        }
        return new ByteArrayInputStream(reports.get(key));
      }
    }

    @Override
    public String describe(String key) {
      return "s3://reports/" + key;
    }
  }

  @Override
  public void close() {}

  private static String md5(String text) {
    return Digests.hex(Digests.md5().digest(text.getBytes(UTF_8)));
  }
}
