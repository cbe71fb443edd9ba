package io.stocktake.lab.control;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.ingest.Documents;
import io.stocktake.lab.jobs.Job;
import io.stocktake.lab.jobs.JobSpec;
import io.stocktake.lab.jobs.JobStatus;
import io.stocktake.lab.jobs.Jobs;
import java.io.IOException;
import java.util.Map;

/** The calls of the jobs API. The account is that of the header {@code x-amz-account-id}. */
public final class JobCalls {
  private static final int MAX_REASON = 256;

  private final Jobs jobs;
  private final String region;
  private final String account;

  /**
   * Calls for these jobs.
   *
   * @param account the one account of the lab: of another nobody here may ask
   */
  public JobCalls(Jobs jobs, String region, String account) {
    this.jobs = jobs;
    this.region = region;
    this.account = account;
  }

  private String account(Request request) {
    String named = request.header("x-amz-account-id").orElse("");
    if (!named.matches("\\d{12}")) {
      throw new S3Exception(S3Error.INVALID_REQUEST_EXCEPTION, "Invalid account id: " + named);
    }
    if (!named.equals(account)) {
      throw new S3Exception(S3Error.ACCESS_DENIED);
    }
    return named;
  }

  private Job job(Request request) {
    return jobs.find(account(request), request.key());
  }

  /** CreateJob. */
  public Response create(Request request) throws IOException {
    Job job = jobs.create(account(request), request.caller(), Documents.read(request));
    return Response.ok(
        XmlText.control("CreateJobResult").element("JobId", job.id()).close("CreateJobResult"));
  }

  /** DescribeJob. */
  public Response describe(Request request) {
    Job job = job(request);
    if (jobs.faults().missesDescribe()) {
      throw new S3Exception(S3Error.NO_SUCH_JOB);
    }
    return Response.ok(JobXml.description(job, region));
  }

  /** ListJobs. */
  public Response list(Request request) {
    JobPage page = JobPage.of(jobs.list(account(request)), request.query());
    return Response.ok(JobXml.list(page));
  }

  /** UpdateJobStatus: to Ready or to Cancelled. */
  public Response updateStatus(Request request) {
    Job job = job(request);
    String reason = request.query().text("statusUpdateReason");
    if (reason.length() > MAX_REASON) {
      throw new S3Exception(S3Error.BAD_REQUEST_EXCEPTION, "The reason is too long");
    }
    switch (request.query().text("requestedJobStatus")) {
      case "Ready" -> jobs.confirm(job, reason);
      case "Cancelled" -> jobs.cancel(job, reason);
      default ->
          throw new S3Exception(
              S3Error.BAD_REQUEST_EXCEPTION, "A job can be made Ready or Cancelled only");
    }
    return Response.ok(JobXml.statusUpdate(job));
  }

  /** UpdateJobPriority. */
  public Response updatePriority(Request request) {
    Job job = job(request);
    jobs.prioritize(job, JobSpec.priority(request.query().text("priority")));
    return Response.ok(
        XmlText.control("UpdateJobPriorityResult")
            .element("JobId", job.id())
            .element("Priority", job.priority())
            .close("UpdateJobPriorityResult"));
  }

  /** GetJobTagging. */
  public Response tags(Request request) {
    return Response.ok(JobXml.tags(job(request).tags()));
  }

  /** PutJobTagging: replaces the whole set. */
  public Response setTags(Request request) throws IOException {
    Job job = job(request);
    XmlNode document = XmlNode.parse(Documents.read(request), "PutJobTaggingRequest");
    job.tags(JobSpec.tags(document.need("Tags")));
    return Response.of(200);
  }

  /** DeleteJobTagging. */
  public Response deleteTags(Request request) {
    job(request).tags(Map.of());
    return Response.of(200);
  }

  /** Finds a state by name. */
  static JobStatus status(String name) {
    return JobStatus.named(name)
        .orElseThrow(
            () ->
                new S3Exception(
                    S3Error.INVALID_REQUEST_EXCEPTION, "There is no job status " + name));
  }
}
