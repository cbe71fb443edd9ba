package io.stocktake.lab.jobs;

import io.stocktake.lab.manifest.GeneratedManifests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** A job and its state, which is on disk before anyone sees it. Progress is not part of it. */
public final class Job {
  private static final String TAG = "tag.";

  private final String id;
  private final String account;
  private final JobSpec spec;
  private final JobFolder folder;
  private final Clock clock;
  private final Properties state;
  private volatile long succeeded;
  private volatile long failed;
  private volatile long activeSince;

  private Job(
      String id, String account, JobSpec spec, JobFolder folder, Properties state, Clock clock) {
    this.id = id;
    this.account = account;
    this.spec = spec;
    this.folder = folder;
    this.state = state;
    this.clock = clock;
  }

  static Job create(
      String id, String account, byte[] request, JobSpec spec, JobFolder folder, Clock clock)
      throws IOException {
    folder.request(request);
    Properties state = new Properties();
    state.setProperty("account", account);
    state.setProperty("created", clock.instant().toString());
    state.setProperty("status", JobStatus.NEW.name());
    state.setProperty("priority", Integer.toString(spec.priority()));
    spec.tags().forEach((key, value) -> state.setProperty(TAG + key, value));
    Job job = new Job(id, account, spec, folder, state, clock);
    job.save();
    return job;
  }

  static Job load(String id, JobFolder folder, Clock clock) throws IOException {
    Properties state = folder.state();
    JobSpec spec = JobSpec.parse(folder.request());
    Job job = new Job(id, state.getProperty("account"), spec, folder, state, clock);
    job.succeeded = job.number("succeeded", 0);
    job.failed = job.number("failed", 0);
    return job;
  }

  private void save() {
    state.setProperty("succeeded", Long.toString(succeeded));
    state.setProperty("failed", Long.toString(failed));
    try {
      folder.state(state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long number(String name, long absent) {
    return Long.parseLong(state.getProperty(name, Long.toString(absent)));
  }

  private Optional<Instant> time(String name) {
    return Optional.ofNullable(state.getProperty(name)).map(Instant::parse);
  }

  /** The job's id. */
  public String id() {
    return id;
  }

  /** The account it is of. */
  public String account() {
    return account;
  }

  /** What CreateJob asked for. */
  public JobSpec spec() {
    return spec;
  }

  JobFolder folder() {
    return folder;
  }

  /** Its state. */
  public synchronized JobStatus status() {
    return JobStatus.valueOf(state.getProperty("status"));
  }

  /**
   * Goes to another state, if it is in one of these.
   *
   * @return whether it did
   */
  synchronized boolean move(Set<JobStatus> from, JobStatus to) {
    if (!from.contains(status())) {
      return false;
    }
    if (status() == JobStatus.ACTIVE) {
      state.setProperty("activeMillis", Long.toString(activeMillis()));
      activeSince = 0;
    }
    state.setProperty("status", to.name());
    if (to == JobStatus.ACTIVE) {
      activeSince = System.nanoTime();
    }
    if (to == JobStatus.SUSPENDED) {
      state.setProperty("suspended", clock.instant().toString());
    }
    if (to.terminal()) {
      state.setProperty("ended", clock.instant().toString());
    }
    save();
    return true;
  }

  /** Counts on with its active time, after a restart in the middle. */
  void resume() {
    activeSince = System.nanoTime();
  }

  synchronized boolean fail(JobFailure failure) {
    state.setProperty("failureCode", failure.code());
    state.setProperty("failureReason", failure.reason());
    Set<JobStatus> live = Set.of(JobStatus.PREPARING, JobStatus.ACTIVE, JobStatus.COMPLETING);
    return move(live, JobStatus.FAILING);
  }

  /** Why it failed. */
  public synchronized Optional<JobFailure> failure() {
    boolean failing = status() == JobStatus.FAILING || status() == JobStatus.FAILED;
    return failing
        ? Optional.of(
            new JobFailure(
                state.getProperty("failureCode", ""), state.getProperty("failureReason", "")))
        : Optional.empty();
  }

  synchronized void prepared(long total) {
    state.setProperty("total", Long.toString(total));
    save();
  }

  void count(long good, long bad) {
    succeeded = good;
    failed = bad;
  }

  private long activeMillis() {
    long now = activeSince == 0 ? 0 : (System.nanoTime() - activeSince) / 1_000_000;
    return number("activeMillis", 0) + now;
  }

  /** How far it is; not known before its manifest is read. */
  public synchronized Optional<Progress> progress() {
    return state.containsKey("total")
        ? Optional.of(new Progress(number("total", 0), succeeded, failed, activeMillis() / 1000))
        : Optional.empty();
  }

  /** Its priority now. */
  public synchronized int priority() {
    return (int) number("priority", 0);
  }

  synchronized void priority(int wanted) {
    state.setProperty("priority", Integer.toString(wanted));
    save();
  }

  /** Why its status was last changed from outside, or the empty string. */
  public synchronized String statusReason() {
    return state.getProperty("statusReason", "");
  }

  synchronized boolean update(Set<JobStatus> from, JobStatus to, String reason) {
    if (!from.contains(status())) {
      return false;
    }
    state.setProperty("statusReason", reason);
    return move(from, to);
  }

  synchronized void generated(GeneratedManifests.Written list) {
    state.setProperty("generatedArn", list.arn());
    state.setProperty("generatedEtag", list.etag());
    save();
  }

  /** The list of its objects that it made itself, once it is written. */
  public synchronized Optional<GeneratedManifests.Written> generatedManifest() {
    return Optional.ofNullable(state.getProperty("generatedArn"))
        .map(arn -> new GeneratedManifests.Written(arn, state.getProperty("generatedEtag")));
  }

  /** Its tags. */
  public synchronized Map<String, String> tags() {
    Map<String, String> tags = new LinkedHashMap<>();
    for (String name : state.stringPropertyNames()) {
      if (name.startsWith(TAG)) {
        tags.put(name.substring(TAG.length()), state.getProperty(name));
      }
    }
    return tags;
  }

  /** Replaces its tags. */
  public synchronized void tags(Map<String, String> tags) {
    state.keySet().removeIf(name -> name.toString().startsWith(TAG));
    tags.forEach((key, value) -> state.setProperty(TAG + key, value));
    save();
  }

  /** Whether its report is written, or will never be. */
  synchronized boolean reported() {
    return state.containsKey("reported");
  }

  synchronized void setReported() {
    state.setProperty("reported", "true");
    save();
  }

  /** When it was created. */
  public synchronized Instant created() {
    return time("created").orElseThrow();
  }

  /** When it went to Suspended. */
  public synchronized Optional<Instant> suspended() {
    return time("suspended");
  }

  /** When it went to its terminal state. */
  public synchronized Optional<Instant> ended() {
    return time("ended");
  }
}
