package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tells of files and keys is for its owner alone, except the plan, which others review. */
class PrivacyTest {
  private static final String OWNER = "rw-------";
  private static final String OWNER_DIRECTORY = "rwx------";

  @TempDir private Path temp;

  @Test
  void onlyThePlanFollowsTheUmask() throws IOException {
    try (JobLab at = new JobLab(temp, "photos");
        SecretKey key = new SecretKey(at.lab(), temp.resolve("a-key"), 1)) {
      at.keepVersions("photos");
      at.write("a", "old".getBytes(UTF_8));
      at.fill("photos");
      at.write("a", "new".getBytes(UTF_8));
      at.write("closed/b", "b".getBytes(UTF_8));
      Path plan = temp.resolve("a-plan");
      Path state = temp.resolve("a-state");
      Object[] rules = {"--property", "closed/ sse-c=archive", "--state", state};
      at.plan("photos", plan, rules).expect(0);
      at.program().run("apply", plan, "--sse-c-key", "archive=" + key.file()).expect(0);

      String shared = mode(Files.writeString(temp.resolve("umask"), ""));
      for (String name : List.of("plan.json", "plan.json.sha256", "problems.csv")) {
        assertThat(mode(plan.resolve(name))).as(name).isEqualTo(shared);
      }
      for (String name : List.of("journal.log", "report.json", "customer-keys")) {
        assertThat(mode(plan.resolve(name))).as(name).isEqualTo(OWNER);
      }
      assertThat(mode(plan.resolve("undo-1"))).isEqualTo(OWNER_DIRECTORY);
      assertThat(mode(state)).isEqualTo(OWNER_DIRECTORY);
      assertThat(modesIn(state)).isNotEmpty().containsOnly(OWNER);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:hunter2@127.0.0.1:1",
        "https://hunter2@store.example",
        "http://u:hunter2@no_host"
      })
  void aPasswordInAnEndpointIsRefusedAndNotRepeated(String url) throws IOException {
    Path source = Files.createDirectory(temp.resolve("source"));
    Path out = temp.resolve("out");
    Object[] plan = {"plan", source, "s3://bucket", "--inventory", "live", "--out", out};
    Program.Run run = new Program().with("STOCKTAKE_ENDPOINT_URL", url).run(plan);
    run.expect(2).says("must hold no user and password");
    assertThat(run.err() + run.out()).doesNotContain("hunter2");
  }

  @Test
  void tooFewOpenFilesAreToldInASentence() throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", "ulimit -n 64; exec bin/stocktake show x")
            .redirectErrorStream(true)
            .start();
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .isEqualTo(
            "stocktake: only 64 files may be open at once; raise the limit to 256 or more (ulimit"
                + " -n)\n");
    assertThat(process.waitFor()).isEqualTo(1);
  }

  private static List<String> modesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(PrivacyTest::mode).toList();
    }
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
