package io.stocktake.lab.control;

import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.jobs.Job;
import io.stocktake.lab.jobs.JobFailure;
import io.stocktake.lab.jobs.JobStatus;
import io.stocktake.lab.jobs.Progress;
import io.stocktake.lab.manifest.GeneratedManifests;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Writes the answers of the jobs API. */
final class JobXml {
  private JobXml() {}

  static XmlText description(Job job, String region) {
    XmlText xml =
        XmlText.control("DescribeJobResult")
            .open("Job")
            .element("JobId", job.id())
            .element("ConfirmationRequired", job.spec().confirmationRequired())
            .elementIfAny("Description", job.spec().description())
            .element("JobArn", "arn:aws:s3:" + region + ":" + job.account() + ":job/" + job.id())
            .element("Status", job.status().apiName());
    String list = job.spec().generator().isPresent() ? "ManifestGenerator" : "Manifest";
    for (String part : new String[] {list, "Operation", "Report"}) {
      xml.node(job.spec().document().need(part));
    }
    job.generatedManifest().ifPresent(written -> generated(xml, written));
    xml.element("Priority", job.priority());
    progress(xml, job.progress());
    xml.elementIfAny("StatusUpdateReason", job.statusReason());
    job.failure().ifPresent(failure -> failure(xml, failure));
    xml.element("CreationTime", time(job.created()));
    job.ended().ifPresent(ended -> xml.element("TerminationDate", time(ended)));
    xml.element("RoleArn", job.spec().roleArn());
    suspension(xml, job);
    return xml.close("Job").close("DescribeJobResult");
  }

  private static void generated(XmlText xml, GeneratedManifests.Written list) {
    xml.open("GeneratedManifestDescriptor")
        .element("Format", "S3InventoryReport_CSV_20211130")
        .open("Location")
        .element("ObjectArn", list.arn())
        .element("ETag", list.etag())
        .close("Location")
        .close("GeneratedManifestDescriptor");
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static void progress(XmlText xml, Optional<Progress> progress) {
    progress.ifPresent(
        p ->
            xml.open("ProgressSummary")
                .element("TotalNumberOfTasks", p.total())
                .element("NumberOfTasksSucceeded", p.succeeded())
                .element("NumberOfTasksFailed", p.failed())
                .open("Timers")
                .element("ElapsedTimeInActiveSeconds", p.activeSeconds())
                .close("Timers")
                .close("ProgressSummary"));
  }

  private static void failure(XmlText xml, JobFailure failure) {
    xml.open("FailureReasons")
        .open("member")
        .element("FailureCode", failure.code())
        .element("FailureReason", failure.reason())
        .close("member")
        .close("FailureReasons");
  }

  private static void suspension(XmlText xml, Job job) {
    job.suspended().ifPresent(since -> xml.element("SuspendedDate", time(since)));
    if (job.status() == JobStatus.SUSPENDED) {
      xml.element("SuspendedCause", "Awaiting confirmation");
    }
  }

  static XmlText list(JobPage page) {
    XmlText xml =
        XmlText.control("ListJobsResult").elementIfAny("NextToken", page.nextToken()).open("Jobs");
    for (Job job : page.jobs()) {
      xml.open("member")
          .element("JobId", job.id())
          .elementIfAny("Description", job.spec().description())
          .element("Operation", job.spec().operation().name())
          .element("Priority", job.priority())
          .element("Status", job.status().apiName())
          .element("CreationTime", time(job.created()));
      job.ended().ifPresent(ended -> xml.element("TerminationDate", time(ended)));
      progress(xml, job.progress());
      xml.close("member");
    }
    return xml.close("Jobs").close("ListJobsResult");
  }

  static XmlText statusUpdate(Job job) {
    return XmlText.control("UpdateJobStatusResult")
        .element("JobId", job.id())
        .element("Status", job.status().apiName())
        .elementIfAny("StatusUpdateReason", job.statusReason())
        .close("UpdateJobStatusResult");
  }

  static XmlText tags(Map<String, String> tags) {
    XmlText xml = XmlText.control("GetJobTaggingResult").open("Tags");
    tags.forEach(
        (key, value) ->
            xml.open("member").element("Key", key).element("Value", value).close("member"));
    return xml.close("Tags").close("GetJobTaggingResult");
  }
}
