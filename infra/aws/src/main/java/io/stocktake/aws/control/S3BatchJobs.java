package io.stocktake.aws.control;

import io.stocktake.aws.answers.UnreadableAnswerException;
import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobRequest;
import io.stocktake.executor.batch.jobs.JobState;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.executor.batch.jobs.JobsException.Kind;
import io.stocktake.manifests.S3Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.JobDescriptor;
import software.amazon.awssdk.services.s3control.model.JobListDescriptor;
import software.amazon.awssdk.services.s3control.model.JobManifest;
import software.amazon.awssdk.services.s3control.model.JobManifestLocation;
import software.amazon.awssdk.services.s3control.model.JobOperation;
import software.amazon.awssdk.services.s3control.model.JobProgressSummary;
import software.amazon.awssdk.services.s3control.model.JobReport;
import software.amazon.awssdk.services.s3control.model.JobStatus;
import software.amazon.awssdk.services.s3control.model.ListJobsResponse;
import software.amazon.awssdk.services.s3control.model.RequestedJobStatus;
import software.amazon.awssdk.services.s3control.model.S3GeneratedManifestDescriptor;

/** The jobs of one account in one Region, through the AWS SDK. */
public final class S3BatchJobs implements BatchJobs {
  private static final int PAGE = 1000;
  private static final int MAX_REASON = 256;

  private final S3ControlClient client;
  private final String account;
  private final ControlErrors errors;

  /**
   * The jobs of an account.
   *
   * @param client closed with this
   * @param account twelve digits
   * @param where the endpoint as a user would name it
   */
  public S3BatchJobs(S3ControlClient client, String account, String where) {
    this.client = client;
    this.account = account;
    this.errors = new ControlErrors(where);
  }

  @Override
  public String create(JobRequest request) throws JobsException {
    String id = send(() -> client.createJob(CreateRequests.of(account, request)).jobId());
    if (id == null || id.isEmpty()) {
      throw new JobsException(Kind.UNKNOWN, "the answer to CreateJob names no job");
    }
    return id;
  }

  @Override
  public Job describe(String id) throws JobsException {
    JobDescriptor job = send(() -> client.describeJob(b -> b.accountId(account).jobId(id)).job());
    if (job == null) {
      throw new JobsException(Kind.UNKNOWN, "the answer to DescribeJob describes no job");
    }
    return new Job(
        id,
        state(job.statusAsString()),
        task(job),
        text(job.description()),
        job.priority() == null ? 0 : job.priority(),
        progress(job.progressSummary()),
        reasons(job),
        reports(job.report()));
  }

  @Override
  public List<Job> list(Set<JobState> states) throws JobsException {
    List<JobStatus> wanted = states.stream().map(S3BatchJobs::status).toList();
    List<Job> jobs = new ArrayList<>();
    String token = null;
    do {
      String from = token;
      ListJobsResponse page =
          send(
              () ->
                  client.listJobs(
                      b ->
                          b.accountId(account)
                              .jobStatuses(wanted)
                              .maxResults(PAGE)
                              .nextToken(from)));
      for (JobListDescriptor job : page.jobs()) {
        jobs.add(listed(job));
      }
      token = page.nextToken();
    } while (token != null && !token.isEmpty());
    return jobs;
  }

  private static Job listed(JobListDescriptor job) throws JobsException {
    return new Job(
        job.jobId(),
        state(job.statusAsString()),
        new Job.Task(text(job.operationAsString()), Optional.empty(), false),
        text(job.description()),
        job.priority() == null ? 0 : job.priority(),
        progress(job.progressSummary()),
        List.of(),
        Optional.empty());
  }

  @Override
  public void confirm(String id, String reason) throws JobsException {
    update(id, RequestedJobStatus.READY, reason);
  }

  @Override
  public void cancel(String id, String reason) throws JobsException {
    update(id, RequestedJobStatus.CANCELLED, reason);
  }

  private void update(String id, RequestedJobStatus status, String reason) throws JobsException {
    String told = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
    send(
        () ->
            client.updateJobStatus(
                b ->
                    b.accountId(account)
                        .jobId(id)
                        .requestedJobStatus(status)
                        .statusUpdateReason(told)));
  }

  @Override
  public void updatePriority(String id, int priority) throws JobsException {
    send(() -> client.updateJobPriority(b -> b.accountId(account).jobId(id).priority(priority)));
  }

  @Override
  public void close() {
    client.close();
  }

  private <T> T send(Supplier<T> request) throws JobsException {
    try {
      return request.get();
    } catch (SdkException | UnreadableAnswerException e) {
      throw errors.classify(e);
    }
  }

  private static JobState state(String name) throws JobsException {
    return Stream.of(JobState.values())
        .filter(state -> state.code().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () -> new JobsException(Kind.UNKNOWN, "a job is in the unknown state " + name));
  }

  private static JobStatus status(JobState state) {
    String code = state.code();
    return JobStatus.fromValue(code.substring(0, 1).toUpperCase(Locale.ROOT) + code.substring(1));
  }

  /** The operation is the one member that the union has, whichever it is. */
  private static Job.Task task(JobDescriptor job) {
    JobOperation union = job.operation();
    String operation =
        union == null
            ? ""
            : union.sdkFields().stream()
                .filter(member -> member.getValueOrDefault(union) != null)
                .map(SdkField::locationName)
                .findFirst()
                .orElse("");
    boolean generated = job.manifestGenerator() != null;
    return new Job.Task(operation, manifest(job), generated);
  }

  private static Optional<S3Location> manifest(JobDescriptor job) {
    S3GeneratedManifestDescriptor made = job.generatedManifestDescriptor();
    JobManifest given = job.manifest();
    return Optional.ofNullable(given == null ? null : given.location())
        .or(() -> Optional.ofNullable(made == null ? null : made.location()))
        .map(JobManifestLocation::objectArn)
        .flatMap(S3BatchJobs::object);
  }

  private static Optional<S3Location> object(String arn) {
    String path = bucket(arn);
    int slash = path.indexOf('/');
    return slash < 1
        ? Optional.empty()
        : Optional.of(new S3Location(path.substring(0, slash), path.substring(slash + 1)));
  }

  private static Optional<Job.Progress> progress(JobProgressSummary summary) {
    return Optional.ofNullable(summary)
        .filter(s -> s.totalNumberOfTasks() != null)
        .map(
            s ->
                new Job.Progress(
                    number(s.totalNumberOfTasks()),
                    number(s.numberOfTasksSucceeded()),
                    number(s.numberOfTasksFailed()),
                    s.timers() == null ? 0 : number(s.timers().elapsedTimeInActiveSeconds())));
  }

  private static List<String> reasons(JobDescriptor job) {
    List<String> reasons = new ArrayList<>();
    job.failureReasons()
        .forEach(failure -> reasons.add(failure.failureCode() + ": " + failure.failureReason()));
    Stream.of(job.statusUpdateReason(), job.suspendedCause())
        .filter(reason -> reason != null && !reason.isEmpty())
        .forEach(reasons::add);
    return reasons;
  }

  private static Optional<S3Location> reports(JobReport report) {
    return Optional.ofNullable(report)
        .filter(r -> Boolean.TRUE.equals(r.enabled()) && r.bucket() != null)
        .map(r -> new S3Location(bucket(r.bucket()), text(r.prefix())));
  }

  /** What follows {@code arn:PARTITION:s3:::}; keys may hold colons. */
  private static String bucket(String arn) {
    int at = arn.indexOf(":::");
    return at < 0 ? arn : arn.substring(at + 3);
  }

  private static long number(Long value) {
    return value == null ? 0 : value;
  }

  private static String text(String value) {
    return value == null ? "" : value;
  }
}
