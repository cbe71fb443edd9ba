package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects under keys that the customer keeps come back, each by the key that opens it. */
class RestoreCustomerKeyTest {
  private static final int MIB = 1 << 20;

  @TempDir private Path temp;
  private final byte[] large = new byte[12 * MIB];
  private JobLab at;
  private SecretKey archive;
  private SecretKey second;
  private Path lost;
  private Path plan;

  @BeforeEach
  void fill() throws IOException {
    at = new JobLab(temp.resolve("work"), "photos");
    archive = new SecretKey(at.lab(), temp.resolve("archive.key"), 7);
    second = new SecretKey(at.lab(), temp.resolve("second.key"), 8);
    new Random(3).nextBytes(large);
    at.write("private/large", large);
    at.write("private/small", "small".getBytes(UTF_8));
    at.write("private/empty", new byte[0]);
    at.write("open", "open".getBytes(UTF_8));
    Path upload = temp.resolve("work/upload");
    at.program()
        .run(
            "plan",
            at.source(),
            "s3://photos",
            "--inventory",
            "live",
            "--out",
            upload,
            "--part-size",
            "5Mi",
            "--property",
            "private/** sse-c=archive")
        .expect(0);
    at.program()
        .run(
            "apply",
            upload,
            "--sse-c-key",
            "archive=" + archive.file(),
            "--multipart-threshold",
            "6Mi",
            "--part-size",
            "5Mi")
        .expect(0);
    lost = temp.resolve("work/lost");
    plan = temp.resolve("work/restore");
  }

  @AfterEach
  void stop() throws IOException {
    archive.isNowhereIn(temp.resolve("work"));
    second.isNowhereIn(temp.resolve("work"));
    archive.close();
    second.close();
    at.close();
  }

  private Program.Run run(Object... arguments) {
    return second.isNotIn(archive.isNotIn(at.program().run(arguments)));
  }

  @Test
  void eachObjectComesBackByTheKeyThatOpensIt() throws IOException {
    second.put("photos", "private/other", "other".getBytes(UTF_8));
    run(
            "restore",
            "s3://photos",
            lost,
            "--inventory",
            "live",
            "--out",
            plan,
            "--sse-c-key",
            "second=" + second.file(),
            "--sse-c-key",
            "archive=" + archive.file())
        .expect(0)
        .says("5  done");
    assertThat(lost.resolve("private/large")).hasBinaryContent(large);
    assertThat(lost.resolve("private/small")).hasContent("small");
    assertThat(lost.resolve("private/empty")).isEmptyFile();
    assertThat(lost.resolve("private/other")).hasContent("other");
    assertThat(lost.resolve("open")).hasContent("open");
    run("restore-verify", plan).expect(0).says("by the digest that restored it");
  }

  @Test
  void whatNoKeyOpensIsNamedAndFetchedByTheNextRun() throws IOException {
    run("restore-plan", "s3://photos", lost, "--inventory", "live", "--out", plan).expect(0);
    run("apply", plan).expect(3).says("3  failed").says("under a customer's key (SSE-C)");
    run("apply", plan, "--sse-c-key", "second=" + second.file())
        .expect(3)
        .says("3  failed")
        .says("none of the customer keys that were given opens the object");
    assertThat(lost.resolve("private")).doesNotExist();
    run("apply", plan, "--sse-c-key", "archive=" + archive.file()).expect(0);
    assertThat(lost.resolve("private/large")).hasBinaryContent(large);
    try (var files = Files.list(lost.resolve("private"))) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void keysAreSentOverHttpsOnly() {
    run("restore-plan", "s3://photos", lost, "--inventory", "live", "--out", plan).expect(0);
    run(
            "apply",
            plan,
            "--endpoint-url",
            "http://192.0.2.1:9",
            "--sse-c-key",
            "archive=" + archive.file())
        .expect(2)
        .says("sent over HTTPS only");
    assertThat(lost).doesNotExist();
  }
}
