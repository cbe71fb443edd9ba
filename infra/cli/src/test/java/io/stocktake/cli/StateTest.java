package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stocktake.lab.seed.Seeding;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans that remember what earlier ones read, in processes of their own. */
@Proof
class StateTest {
  /** Fingerprints of so many are sent before all are known: from 1 MiB on. */
  private static final int FILES = Math.max(30_000, ProofShare.of(100_000));

  private static final int BYTES = 64;

  /** A file changed within a minute of being read is not remembered. */
  private static final Duration GRAIN = Duration.ofSeconds(61);

  private static final int RECORD = 56;

  @TempDir private Path temp;
  @AutoClose private JobLab at;

  @Test
  void aKilledHashRunGoesOnWhereItStopped() throws Exception {
    at = new JobLab(temp, "photos");
    Seeding objects = new Seeding("photos", "f/", FILES).withSize(BYTES);
    at.lab().seed(objects);
    for (int i = 0; i < FILES; i++) {
      at.write(objects.key(i), String.format("%0" + BYTES + "d", i).getBytes(UTF_8));
    }
    long written = System.nanoTime();
    String inventory = at.deliver("photos");
    Path state = temp.resolve("state");
    Path log = state.resolve("fingerprints.log");
    TimeUnit.NANOSECONDS.sleep(written + GRAIN.toNanos() - System.nanoTime());

    Process killed = start(inventory, state, temp.resolve("p1"), "--read-limit", limit(6));
    JobLab.until(() -> logged(log) > 0);
    TimeUnit.MILLISECONDS.sleep(new Random().nextInt(400));
    killed.destroyForcibly().waitFor();
    long known = logged(log);
    assertThat(known).as("killed before the end").isLessThan(FILES);

    JsonNode second = plan(inventory, state, temp.resolve("p2"));
    assertThat(second.get("remembered").asLong()).isEqualTo(known);
    assertThat(second.get("hashed").asLong()).isEqualTo(FILES - known);

    JsonNode third = plan(inventory, state, temp.resolve("p3"));
    assertThat(third.get("hashed").asLong()).as("no file is read").isZero();
    assertThat(third.get("remembered").asLong()).isEqualTo(FILES);
    exchangedWithMd5sum(inventory, state);
    sharedByMachines(inventory);
    at.program()
        .run(
            "plan",
            at.source(),
            "s3://photos",
            "--inventory",
            inventory,
            "--out",
            temp.resolve("p4"),
            "--state",
            at.source().resolve("state"))
        .expect(2)
        .says("--state");
  }

  /** What is exported passes md5sum, and is enough for another state to read nothing. */
  private void exchangedWithMd5sum(String inventory, Path state) throws Exception {
    Program.Run export = at.program().run("state", "export", state).expect(0);
    assertThat(export.err()).contains(count() + " MD5s written; 0 files not known");
    Path list = Files.writeString(temp.resolve("md5s"), export.out());
    Process check =
        new ProcessBuilder("md5sum", "-c", "--quiet", "--strict", list.toString())
            .directory(at.source().toFile())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(check.getInputStream().readAllBytes(), UTF_8)).isEmpty();
    assertThat(check.waitFor()).isZero();

    Path other = temp.resolve("other");
    at.program().run("state", "import", other, list).expect(2).says("holds no state of a plan");
    at.program()
        .run("state", "import", other, list, "--source", at.source())
        .expect(0)
        .says(count() + " MD5s remembered");
    at.program().run("state", "import", other, list).expect(0).says(count() + " files remembered");
    assertThat(plan(inventory, other, temp.resolve("p5")).get("hashed").asLong()).isZero();
  }

  /** Plans on machines that have nothing in common but the source and the state in S3. */
  private void sharedByMachines(String inventory) throws Exception {
    String state = "s3://reports/state";
    Process killed = start(inventory, state, temp.resolve("m1"), "--read-limit", limit(12));
    JobLab.until(() -> at.exists("reports", "state/fingerprints.log.000000001"));
    killed.destroyForcibly().waitFor();
    assertThat(temp.resolve("m1.state")).isDirectory();

    JsonNode second = plan(inventory, state, temp.resolve("m2"));
    assertThat(second.get("remembered").asLong()).isPositive();
    assertThat(second.get("hashed").asLong()).isEqualTo(FILES - second.get("remembered").asLong());
    assertThat(temp.resolve("m2.state")).doesNotExist();
    assertThat(at.exists("reports", "state/fingerprints.log.000000001")).isFalse();
    assertThat(plan(inventory, state, temp.resolve("m1")).get("hashed").asLong())
        .as("on the machine where the first was killed")
        .isZero();

    String contested = "s3://reports/contested/";
    Process slow =
        start(
            inventory, contested, temp.resolve("slow"), "--read-limit", limit(5 + FILES / 10_000));
    JobLab.until(() -> at.exists("reports", "contested/fingerprints"));
    Object[] some = {"--exclude", "*7"}; // the same fingerprints would be no loss
    Program.Run fast =
        at.program().run(arguments(inventory, contested, temp.resolve("fast"), some));
    assertThat(slow.isAlive()).isTrue();
    assertThat(slow.waitFor()).isZero();
    fast.expect(0);
    String said = Files.readString(temp.resolve("said"));
    String lost = "another machine has written the state at s3://reports/contested/";
    boolean slowLost = said.contains(lost);
    assertThat(fast.err().contains(lost)).as("one of them loses").isEqualTo(!slowLost);
    Path kept = temp.resolve(slowLost ? "slow.state-kept" : "fast.state-kept");
    assertThat(slowLost ? said : fast.err()).contains("is kept in " + kept);
    Object whole = slowLost ? kept : contested;
    Object part = slowLost ? contested : kept;
    assertThat(plan(inventory, part, temp.resolve("m3")).get("hashed").asLong())
        .isBetween(1L, FILES / 2L);
    assertThat(plan(inventory, whole, temp.resolve("m4")).get("hashed").asLong()).isZero();
    assertRefused(inventory, "s3://photos/state", "is inside the destination");
    assertRefused(inventory, "s3://No/state", "is not a bucket name");
    at.program()
        .run(arguments(inventory, "s3://none-such/state", temp.resolve("refused")))
        .expect(1)
        .says("s3://none-such");
    assertThat(temp.resolve("refused.state")).doesNotExist();
  }

  private void assertRefused(String inventory, String state, String why) {
    at.program().run(arguments(inventory, state, temp.resolve("refused"))).expect(2).says(why);
  }

  /** The rate at which all files are read in so many seconds. */
  private static String limit(int seconds) {
    return Integer.toString(FILES * BYTES / seconds);
  }

  private static String count() {
    return String.format(Locale.ROOT, "%,d", FILES);
  }

  private Process start(String inventory, Object state, Path out, Object... more) throws Exception {
    return at.program()
        .process(List.of(), arguments(inventory, state, out, more))
        .redirectErrorStream(true)
        .redirectOutput(temp.resolve("said").toFile())
        .start();
  }

  private JsonNode plan(String inventory, Object state, Path out) throws IOException {
    return JobLab.json(at.program().run(arguments(inventory, state, out)).expect(0))
        .at("/plan/compared");
  }

  private Object[] arguments(String inventory, Object state, Path out, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("plan", at.source(), "s3://photos"));
    arguments.addAll(List.of("--inventory", inventory, "--out", out, "--state", state, "--json"));
    arguments.addAll(List.of(more));
    return arguments.toArray();
  }

  private static long logged(Path log) throws IOException {
    return Files.exists(log) ? Files.size(log) / RECORD : 0;
  }
}
