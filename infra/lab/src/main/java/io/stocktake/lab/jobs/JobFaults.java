package io.stocktake.lab.jobs;

import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.manifest.Task;
import io.stocktake.lab.reports.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** What is to go wrong in jobs, or slowly. */
public final class JobFaults {
  private static final int SHARES = 1_000_000;

  private record KeyRule(Pattern key, Outcome outcome) {}

  private final List<KeyRule> rules = new CopyOnWriteArrayList<>();
  private final AtomicInteger misses = new AtomicInteger();
  private volatile double share;
  private volatile String shareCode = "InternalError";
  private volatile Duration taskTime = Duration.ZERO;
  private volatile Duration preparation = Duration.ZERO;
  private volatile Duration reportDelay = Duration.ZERO;
  private volatile Duration restoreTime = Duration.ZERO;

  /** Makes nothing go wrong any more. */
  public void clear() {
    rules.clear();
    misses.set(0);
    share = 0;
    taskTime = Duration.ZERO;
    preparation = Duration.ZERO;
    reportDelay = Duration.ZERO;
    restoreTime = Duration.ZERO;
  }

  /** Gives each task this time at least. */
  public void slowTasks(Duration each) {
    taskTime = each;
  }

  /** Gives each job this time at least in Preparing. */
  public void slowPreparation(Duration time) {
    preparation = time;
  }

  /** Writes each report so long after the job is in its terminal state. */
  public void lateReports(Duration delay) {
    reportDelay = delay;
  }

  /** Lets each restore take this time. */
  public void slowRestores(Duration time) {
    restoreTime = time;
  }

  /** Fails the tasks whose whole key matches, with an error code of S3. */
  public void failKeys(String keyPattern, String code) {
    endKeys(keyPattern, outcome(code));
  }

  /**
   * Ends the tasks whose whole key matches so, and does nothing to their objects. While there are
   * such rules, jobs of operations that the lab does not have can be created too.
   */
  public void endKeys(String keyPattern, Outcome outcome) {
    rules.add(new KeyRule(Pattern.compile(keyPattern, Pattern.DOTALL), outcome));
  }

  /** Whether tasks have outcomes that were made up for them. */
  boolean makeUpOutcomes() {
    return !rules.isEmpty();
  }

  /** Fails a share of all tasks from 0 to 1; which ones depends on their keys alone. */
  public void failShare(double wanted, String code) {
    shareCode = code;
    share = wanted;
  }

  /** Lets the next DescribeJobs not find their jobs. */
  public void missDescribes(int count) {
    misses.set(count);
  }

  /** Whether this DescribeJob is one of them. */
  public boolean missesDescribe() {
    return misses.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }

  Duration taskTime() {
    return taskTime;
  }

  Duration preparation() {
    return preparation;
  }

  Duration reportDelay() {
    return reportDelay;
  }

  /** How long a restore takes. */
  public Duration restoreTime() {
    return restoreTime;
  }

  /** The outcome of a task that is to fail. */
  Optional<Outcome> outcome(Task task) {
    if (rules.isEmpty() && share == 0) {
      return Optional.empty();
    }
    String key = task.key();
    Optional<KeyRule> rule = rules.stream().filter(r -> r.key().matcher(key).matches()).findFirst();
    if (rule.isPresent()) {
      return Optional.of(rule.get().outcome());
    }
    return hash(key) % SHARES < share * SHARES ? Optional.of(outcome(shareCode)) : Optional.empty();
  }

  private static long hash(String key) {
    CRC32 crc = new CRC32();
    crc.update(key.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  /** Tasks that call something themselves fail as PermanentFailure under a 200. */
  private static Outcome outcome(String code) {
    Optional<S3Error> error =
        Arrays.stream(S3Error.values()).filter(e -> e.code().equals(code)).findFirst();
    int status = code.equals("PermanentFailure") ? 200 : error.map(S3Error::status).orElse(400);
    return new Outcome(
        false, status, code, error.map(S3Error::message).orElse("failed on request"));
  }
}
