package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.batch.jobs.JobState;
import io.stocktake.lab.model.ArchiveTier;
import io.stocktake.lab.seed.Seeding;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** What one plan cannot settle, a job settles for the next. */
class ResolveTest {
  private static final int MIB = 1 << 20;

  @TempDir private Path temp;
  @AutoClose private JobLab at;

  @Test
  void aChecksumJobProvesWhatETagsCannot() throws Exception {
    at = new JobLab(temp, "photos");
    byte[] large = new byte[12 * MIB];
    new Random(7).nextBytes(large);
    at.write("odd parts", large);
    at.write("kms/ü same", "12345".getBytes(UTF_8));
    at.write("kms/edited", "abcde".getBytes(UTF_8));
    at.write("plain", "12345".getBytes(UTF_8));
    at.put("photos", "plain", "12345".getBytes(UTF_8));
    try (S3Client s3 = client()) {
      kms(s3, "kms/ü same");
      kms(s3, "kms/edited");
      uploadInPartsOf(7 * MIB + 1_234, s3, large);
    }
    Path first = temp.resolve("first");
    Object[] jobs = {"--role", JobLab.ROLE, "--jobs-at", "s3://reports/jobs"};
    Program.Run run = at.plan("photos", first, with(jobs, "--resolve", "checksum-job")).expect(0);
    run.says("checksum-job")
        .says("over 3 objects")
        .says("--checksum-report s3://reports/jobs/job-");
    assertThat(reasons(first))
        .isEqualTo(
            Map.of(
                "kms/ü same", Reason.ENCRYPTED,
                "kms/edited", Reason.ENCRYPTED,
                "odd parts", Reason.PART_SIZE_UNKNOWN));
    assertThat(Files.readAllLines(first.resolve("checksum-job.csv")))
        .containsExactly("photos,kms/edited", "photos,kms/%C3%BC%20same", "photos,odd%20parts");
    ended();

    Path second = temp.resolve("second");
    String report = "s3://reports/jobs/job-" + at.jobs().get(0).id();
    Object[] live = {"plan", at.source(), "s3://photos", "--inventory", "live", "--out", second};
    at.program().run(with(live, "--checksum-report", report)).expect(0);
    assertThat(reasons(second)).isEqualTo(Map.of("kms/edited", Reason.CHECKSUM));
    at.program().run("apply", second).expect(0);
    assertThat(at.object("photos", "kms/edited")).isEqualTo("abcde".getBytes(UTF_8));

    Path third = temp.resolve("third");
    at.plan("photos", third, "--exit-code", "--checksum-report", report + "/manifest.json")
        .expect(0);
  }

  @Test
  void aJobThatCannotBeMadeIsMadeLaterOfTheSamePlan() throws Exception {
    at = new JobLab(temp, "photos");
    at.write("kms", "12345".getBytes(UTF_8));
    try (S3Client s3 = client()) {
      kms(s3, "kms");
    }
    Path plan = temp.resolve("plan");
    Object[] nowhere = {"--role", JobLab.ROLE, "--jobs-at", "s3://nowhere/jobs"};
    Program.Run failed =
        at.plan("photos", plan, with(nowhere, "--resolve", "checksum-job", "--json")).expect(1);
    failed.says("stocktake jobs resolve " + plan + " --resolve checksum-job --role");
    assertThat(JobLab.json(failed).get("jobs")).isEmpty();
    assertThat(at.jobs()).isEmpty();

    Object[] again = {
      "jobs", "resolve", plan, "--role", JobLab.ROLE, "--jobs-at", "s3://reports/j"
    };
    at.program().run(with(again, "--resolve", "restore-job")).expect(2).says("--copy-from");
    at.program().run(with(again, "--resolve", "checksum-job")).expect(0).says("over 1 object,");
    String id = at.jobs().get(0).id();
    at.program().run(with(again, "--resolve", "checksum-job")).expect(0).says(id);
    assertThat(at.jobs()).hasSize(1);
  }

  @Test
  void whereNothingIsToBeSettledThereIsNoJob() throws IOException {
    at = new JobLab(temp, "photos");
    at.write("a", "12345".getBytes(UTF_8));
    Object[] jobs = {"--role", JobLab.ROLE, "--jobs-at", "s3://reports/jobs"};
    at.plan("photos", temp.resolve("plan"), with(jobs, "--resolve", "checksum-job,restore-job"))
        .expect(2)
        .says("needs --copy-from");
    at.plan("photos", temp.resolve("p2"), with(jobs, "--resolve", "checksum-job"))
        .expect(0)
        .says("No checksum-job: there is nothing for it to do.");
    assertThat(at.jobs()).isEmpty();
    at.plan("photos", temp.resolve("p3"), "--resolve", "checksum-job").expect(2);
    assertThat(temp.resolve("p3")).doesNotExist();
    at.plan("photos", temp.resolve("p4"), "--checksum-report", "s3://reports/jobs/job-x")
        .expect(1)
        .says("no completion report at s3://reports/jobs/job-x");
  }

  @Test
  void aRestoreJobMakesArchivedSourcesReadyToCopy() throws Exception {
    at = new JobLab(temp, "old", "photos");
    Seeding cold = new Seeding("old", "cold/", 5).withSize(100).withStorageClass("GLACIER");
    Seeding warm = new Seeding("reports", "cold/", 5).withSize(100);
    at.lab().seed(cold);
    at.lab().seed(warm);
    for (int i = 0; i < 5; i++) {
      at.write(cold.key(i), at.object("reports", warm.key(i)));
    }
    Path first = temp.resolve("first");
    Object[] copies = {"--copy-from", "s3://old", "--copy-inventory", at.deliver("old")};
    Object[] jobs = {"--role", JobLab.ROLE, "--jobs-at", "s3://reports/jobs"};
    at.plan("photos", first, with(with(copies, jobs), "--resolve", "restore-job"))
        .expect(0)
        .says("restore it first")
        .says("over 5 objects");
    assertThat(reasons(first).values()).containsOnly(Reason.ARCHIVED);
    ended();

    Path second = temp.resolve("second");
    at.deliver("old");
    at.deliver("old");
    at.plan("photos", second, with(copies, "--restored")).expect(0);
    assertThat(PlanBundle.open(second).plan().rows(Action.COPY)).isEqualTo(5);
    at.program().run("apply", second).expect(0);
    at.plan("photos", temp.resolve("third"), "--exit-code").expect(0);
  }

  @Test
  void jobsOfResolveAreListedConfirmedAndCancelled() throws Exception {
    at = new JobLab(temp, "photos");
    at.write("kms", "12345".getBytes(UTF_8));
    try (S3Client s3 = client()) {
      kms(s3, "kms");
    }
    Path plan = temp.resolve("plan");
    Object[] jobs = {"--role", JobLab.ROLE, "--jobs-at", "s3://reports/jobs", "--confirm"};
    at.plan("photos", plan, with(jobs, "--resolve", "checksum-job"))
        .expect(0)
        .says("It waits until it is confirmed: stocktake jobs confirm " + plan);
    String id = at.jobs().get(0).id();
    JobLab.until(() -> at.jobs().get(0).state() == JobState.SUSPENDED);
    Object[] role = {"--role", JobLab.ROLE};

    at.program().run("jobs", "list", plan).expect(0).says("checksum job created").says(id);
    at.program().run("status", plan).says("checksum job created");
    at.program()
        .run(with(new Object[] {"jobs", "list", plan}, role))
        .expect(0)
        .says("checksum job suspended")
        .says("Awaiting confirmation");
    at.program()
        .run(with(new Object[] {"jobs", "priority", plan, "--to", 77}, role))
        .expect(0)
        .says("checksum job  " + id + "  given its new priority");
    assertThat(at.jobs().get(0).priority()).isEqualTo(77);
    at.program()
        .run(with(new Object[] {"jobs", "confirm", plan}, role))
        .expect(0)
        .says("checksum job  " + id + "  confirmed");
    ended();
    assertThat(at.jobs().get(0).state()).isEqualTo(JobState.COMPLETE);
    for (String verb : List.of("confirm", "cancel")) {
      at.program()
          .run(with(new Object[] {"jobs", verb, plan}, role))
          .expect(0)
          .says("is complete (confirmed): it has ended and cannot be changed any more");
    }

    at.plan("photos", temp.resolve("p2"), with(jobs, "--resolve", "checksum-job")).expect(0);
    Object[] cancel = {"jobs", "cancel", temp.resolve("p2")};
    at.program().run(with(cancel, role)).expect(0).says("told to end");
    JobLab.until(() -> at.jobs().stream().allMatch(job -> job.state().isTerminal()));
    at.program()
        .run(with(new Object[] {"jobs", "confirm", temp.resolve("p2")}, role))
        .expect(3)
        .says("is cancelled (cancelled): it has ended");
  }

  @Test
  void restoresOnOtherTermsAreOtherJobs() throws Exception {
    at = new JobLab(temp, "old", "photos");
    Seeding warm = new Seeding("reports", "cold/", 2).withSize(100);
    at.lab().seed(warm);
    at.lab().seed(new Seeding("old", "cold/", 2).withSize(100).withStorageClass("GLACIER"));
    for (int i = 0; i < 2; i++) {
      at.write(warm.key(i), at.object("reports", warm.key(i)));
    }
    Path plan = temp.resolve("plan");
    Object[] copies = {"--copy-from", "s3://old", "--copy-inventory", at.deliver("old")};
    Object[] jobs = {"--role", JobLab.ROLE, "--jobs-at", "s3://reports/jobs"};
    Object[] restore = {"jobs", "resolve", plan, "--resolve", "restore-job"};
    at.plan("photos", plan, copies);
    assertThat(reasons(plan).values()).contains(Reason.ARCHIVED);

    for (String days : List.of("0", "36501", "-1", "x", "1.5", "99999999999")) {
      at.program().run(with(with(restore, jobs), "--restore-days=" + days)).expect(2).says("days");
    }
    at.program()
        .run(with(with(restore, jobs), "--restore-tier", "expedited"))
        .expect(2)
        .says("bulk or standard only");
    at.program().run(with(with(restore, jobs), "--restore-tier", "slow")).expect(2).says("slow");
    Object[] checksums = {"jobs", "resolve", plan, "--resolve", "checksum-job"};
    at.program()
        .run(with(with(checksums, jobs), "--restore-days", "3"))
        .expect(2)
        .says("go with --resolve restore-job");
    assertThat(at.jobs()).isEmpty();

    Program.Run first = at.program().run(with(restore, jobs)).expect(0);
    first.says("for 14 days, bulk tier").says("up to 48 hours");
    at.program().run(with(with(restore, jobs), "--restore-days", 14)).expect(0);
    assertThat(at.jobs()).as("the defaults, said or not").hasSize(1);
    at.program()
        .run(with(with(restore, jobs), "--restore-days", 1, "--restore-tier", "STANDARD"))
        .expect(0)
        .says("for 1 day, standard tier")
        .says("up to 12 hours");
    assertThat(at.jobs()).hasSize(2);
    at.program()
        .run("jobs", "list", plan)
        .says("  restore job created")
        .says("  restore-1-standard job created");
  }

  @Test
  void archiveTiersOfIntelligentTieringAreRestoredForGood() throws Exception {
    at = new JobLab(temp, "old", "photos");
    Seeding tiered =
        new Seeding("old", "it/", 3).withSize(100).withStorageClass("INTELLIGENT_TIERING");
    at.lab().seed(tiered);
    for (int i = 0; i < 3; i++) {
      at.write(tiered.key(i), at.object("old", tiered.key(i)));
      at.lab()
          .archive(
              "old",
              tiered.key(i),
              i == 0 ? ArchiveTier.ARCHIVE_ACCESS : ArchiveTier.DEEP_ARCHIVE_ACCESS);
    }
    Path first = temp.resolve("first");
    Object[] copies = {"--copy-from", "s3://old", "--copy-inventory", at.deliver("old")};
    Object[] jobs = {"--role", JobLab.ROLE, "--jobs-at", "s3://reports/jobs"};
    Object[] resolve = {"--resolve", "restore-job", "--restore-days", "none"};
    at.plan("photos", first, with(with(copies, jobs), resolve))
        .expect(0)
        .says("over 3 objects, for good, bulk tier")
        .says("then plan again with an inventory made after that.");
    assertThat(reasons(first).values()).containsOnly(Reason.ARCHIVED);
    ended();
    at.program()
        .run("jobs", "list", first, "--role", JobLab.ROLE)
        .expect(0)
        .says("restore-none-bulk job complete")
        .says("3 succeeded");

    at.pass();
    Path second = temp.resolve("second");
    Object[] fresh = {"--copy-from", "s3://old", "--copy-inventory", at.deliver("old")};
    at.plan("photos", second, fresh).expect(0);
    assertThat(PlanBundle.open(second).plan().rows(Action.COPY)).isEqualTo(3);
    at.program().run("apply", second).expect(0);
    assertThat(at.object("photos", tiered.key(1))).isEqualTo(at.object("old", tiered.key(1)));
  }

  @Test
  void anObjectThatAListingDoesNotCallEncryptedIsNotWrittenOver() throws Exception {
    at = new JobLab(temp, "photos");
    String large = "x".repeat(6 * MIB);
    at.write("small", "12345".getBytes(UTF_8));
    at.write("large", large.getBytes(UTF_8));
    at.write("edited", "abcde".getBytes(UTF_8));
    at.put("photos", "edited", "12345".getBytes(UTF_8));
    try (S3Client s3 = client()) {
      kms(s3, "small");
      kms(s3, "large", large);
    }
    Path plan = temp.resolve("plan");
    Object[] live = {"plan", at.source(), "s3://photos", "--inventory", "live"};
    at.program().run(with(live, "--out", plan)).expect(0);
    assertThat(reasons(plan).values()).hasSize(3).containsOnly(Reason.CONTENT);
    at.lab().resetRequestCounts();

    at.program().run("apply", plan, "--multipart-threshold", "5Mi", "--no-lease").expect(3);

    assertThat(at.status(plan)).isEqualTo(Map.of("done", 1L, "skipped", 2L));
    assertThat(at.requests("PutObject")).isEqualTo(1);
    assertThat(at.requests("CreateMultipartUpload")).isZero();
    at.program().run("status", plan).says("its ETag proves no change");

    Path anyway = temp.resolve("anyway");
    at.program().run(with(live, "--out", anyway, "--cannot-tell", "upload")).expect(0);
    at.program().run("apply", anyway, "--no-lease").expect(0);
    assertThat(at.requests("PutObject")).isEqualTo(3);
  }

  @Test
  void norIsItCopiedOver() throws Exception {
    at = new JobLab(temp, "old", "photos");
    String large = "x".repeat(6 * MIB);
    at.write("small", "12345".getBytes(UTF_8));
    at.write("large", large.getBytes(UTF_8));
    at.write("edited", "abcde".getBytes(UTF_8));
    at.fill("old");
    at.put("photos", "edited", "12345".getBytes(UTF_8));
    try (S3Client s3 = client()) {
      kms(s3, "small");
      kms(s3, "large", large);
    }
    Path plan = temp.resolve("plan");
    Object[] live = {"plan", at.source(), "s3://photos", "--inventory", "live"};
    Object[] copies = {"--copy-from", "s3://old", "--copy-inventory", at.deliver("old")};
    Object[] parts = {"--part-size", "5Mi"};
    at.program().run(with(with(live, copies), with(parts, "--out", plan))).expect(0);
    assertThat(PlanBundle.open(plan).plan().rows(Action.COPY)).isEqualTo(3);
    at.program().run("show", plan, "--via", "batch").says("checked by a HEAD request first");
    at.lab().resetRequestCounts();

    at.program().run(JobLab.apply(plan)).expect(3);

    assertThat(at.status(plan)).isEqualTo(Map.of("done", 1L, "skipped", 2L));
    assertThat(at.requests("CopyObject")).isEqualTo(1);
    assertThat(at.requests("CreateMultipartUpload") + at.requests("CreateJob")).isZero();

    Path anyway = temp.resolve("anyway");
    at.program()
        .run(with(with(live, copies), with(parts, "--out", anyway, "--cannot-tell", "upload")))
        .expect(0);
    at.program().run("apply", anyway).expect(0);
    assertThat(at.requests("CopyObject")).isEqualTo(3);
  }

  private void ended() throws Exception {
    JobLab.until(() -> at.jobs().size() == 1 && at.jobs().get(0).state().isTerminal());
  }

  private S3Client client() {
    return S3Client.builder()
        .region(Region.of(at.lab().region()))
        .endpointOverride(at.lab().endpoint())
        .forcePathStyle(true)
        .httpClientBuilder(AwsCrtHttpClient.builder())
        .build();
  }

  private static void kms(S3Client s3, String key) {
    kms(s3, key, "12345");
  }

  private static void kms(S3Client s3, String key, String content) {
    s3.putObject(
        b -> b.bucket("photos").key(key).serverSideEncryption(ServerSideEncryption.AWS_KMS),
        RequestBody.fromString(content));
  }

  /** Parts of a size that no program uses. */
  private static void uploadInPartsOf(int size, S3Client s3, byte[] bytes) {
    String key = "odd parts";
    String id = s3.createMultipartUpload(b -> b.bucket("photos").key(key)).uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += size) {
      int number = parts.size() + 1;
      byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size));
      String etag =
          s3.uploadPart(
                  b -> b.bucket("photos").key(key).uploadId(id).partNumber(number),
                  RequestBody.fromBytes(part))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
    }
    s3.completeMultipartUpload(
        b -> b.bucket("photos").key(key).uploadId(id).multipartUpload(m -> m.parts(parts)));
  }

  private static Object[] with(Object[] some, Object... more) {
    List<Object> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray();
  }

  private static Map<String, Reason> reasons(Path plan) throws IOException {
    Map<String, Reason> reasons = new TreeMap<>();
    PlanBundle.open(plan)
        .rows(
            (ordinal, row) -> {
              reasons.put(row.key().value(), row.reason());
              return true;
            });
    return reasons;
  }
}
