package io.stocktake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import io.stocktake.lab.fault.Fault;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RatesTest {
  /** At 64 KiB a second it would take an hour. */
  private static final int LARGE = 225 << 20;

  @TempDir private Path temp;
  private Path source;
  private Path plan;
  private Lab lab;

  @BeforeEach
  void start() throws IOException {
    lab = Lab.start(LabOptions.in(temp.resolve("lab")));
    lab.createBucket("photos");
    source = Files.createDirectory(temp.resolve("source"));
    plan = temp.resolve("plan");
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void aRateThatIsChangedOnSighupHoldsAtOnce() throws Exception {
    byte[] large = new byte[LARGE];
    new Random(5).nextBytes(large);
    Files.write(source.resolve("large"), large);
    Path config = Files.writeString(temp.resolve("config"), "bandwidth = 64Ki\n");
    Program program = Program.on(lab);
    program.run("plan", source, "s3://photos", "--inventory", "live", "--out", plan).expect(0);
    Path output = temp.resolve("output");
    Process apply =
        program
            .process(List.of(), "apply", plan, "--config", config)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    JobLab.until(() -> lab.requestCounts().getOrDefault("CreateMultipartUpload", 0L) == 1);

    Files.writeString(config, "bandwidth = Sun-Sat 00:00-24:00 off\n");
    new ProcessBuilder("kill", "-HUP", Long.toString(apply.pid())).start().waitFor();

    assertThat(apply.waitFor()).as(Files.readString(output)).isZero();
    assertThat(Files.readString(output)).contains("hold from now on");
  }

  @Test
  void whatIsSentAtARateArrivesWhole() throws IOException {
    byte[] large = new byte[12 << 20];
    new Random(6).nextBytes(large);
    Files.write(source.resolve("large"), large);
    Files.writeString(source.resolve("small"), "small");
    Program program = Program.on(lab);
    program.run("plan", source, "s3://photos", "--inventory", "live", "--out", plan).expect(0);

    program
        .run(
            "apply",
            plan,
            "--bandwidth",
            "8M; off",
            "--requests",
            "50",
            "--multipart-threshold",
            "6Mi",
            "--part-size",
            "5Mi")
        .expect(0);

    assertThat(PlanStatus.read(PlanBundle.open(plan)).left()).isZero();
    program
        .run(
            "plan",
            source,
            "s3://photos",
            "--inventory",
            "live",
            "--out",
            temp.resolve("again"),
            "--part-size",
            "5Mi",
            "--exit-code")
        .expect(0);
  }

  @ParameterizedTest
  @CsvSource({
    "--bandwidth, 10K, less than 64Ki",
    "--bandwidth, fast, is not a size",
    "--bandwidth, Mon-Fry 5M, is not a day",
    "--requests, 0, is not a number of requests"
  })
  void aRateThatCannotBeIsRefused(String option, String value, String says) {
    new Program().run("apply", plan, option, value).expect(2).says(says);
  }

  @Test
  void whatWasLeftOpenIsListedAndGivenUp() throws IOException {
    Program program = Program.on(lab);
    Files.write(source.resolve("large"), new byte[12 << 20]);
    program.run("plan", source, "s3://photos", "--inventory", "live", "--out", plan).expect(0);
    lab.failNext("CompleteMultipartUpload", ".*", 1, Fault.of(Fault.Kind.ACCESS_DENIED));
    program
        .run("apply", plan, "--multipart-threshold", "6Mi", "--part-size", "5Mi")
        .expect(3)
        .says("Incomplete multipart uploads: 1 upload");

    program.run("uploads", "list", "s3://photos").expect(0).says("12 MiB").says("large");
    program.run("uploads", "list", "s3://photos", "--older-than", "1h").expect(0).says("0 unfin");
    program.run("uploads", "abort", "s3://photos").expect(2).says("--older-than");
    program.run("uploads", "abort", "s3://photos", "--older-than", "0s").expect(0).says("aborted");
    program.run("uploads", "list", "s3://photos").expect(0).says("0 unfinished");
  }
}
