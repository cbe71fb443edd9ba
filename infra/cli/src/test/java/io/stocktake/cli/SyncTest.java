package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stocktake.lab.fault.Fault;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Planning and applying at the same time ends as planning and then applying does. */
class SyncTest {
  @TempDir private Path temp;
  @AutoClose private JobLab at;

  @BeforeEach
  void start() throws IOException {
    at = new JobLab(temp, "photos", "other");
  }

  @Test
  void theFirstObjectIsThereBeforeTheWalkHasEnded() throws Exception {
    Path list = fifo();
    CompletableFuture<Program.Run> run =
        CompletableFuture.supplyAsync(() -> sync("out", "--files-from", list));
    try (OutputStream walk = Files.newOutputStream(list)) {
      feedUntilSomethingIsSent(walk);
      assertThat(run).isNotDone();
      assertThat(temp.resolve("out/part-last")).doesNotExist();
      at.program().run("status", temp.resolve("out")).expect(3).says("not made yet");
    }
    run.get().expect(0);

    assertBucketIsSource("photos");
    at.plan("photos", temp.resolve("again"), "--delete", "--exit-code").expect(0);
    JsonNode second = JobLab.json(sync("second", "--delete", "--json").expect(0));
    assertThat(second.get("planned").asLong()).isZero();
    assertThat(second.get("same").asLong()).isEqualTo(at.keys().size());
  }

  @Test
  void whatIsMixedEndsAsPlanAndApplyEndIt() throws IOException {
    writeMany("same", 30);
    writeMany("changed", 30);
    writeMany("gone", 10);
    at.write("old/moved.jpg", "content that moves".getBytes(UTF_8));
    at.fill("photos");
    at.fill("other");
    change();

    at.lab().resetRequestCounts();
    Program.Run run =
        sync(
            "out",
            "--delete",
            "--rows-per-part",
            "7",
            "--json",
            "--inventory",
            at.deliver("photos"));
    JsonNode json = JobLab.json(run.expect(0));
    assertThat(at.requests("CopyObject")).isEqualTo(1);
    assertThat(json.get("parts").asInt()).isGreaterThan(5);
    assertBalanced(json);
    at.plan("other", temp.resolve("plan"), "--delete").expect(0);
    at.program().run("apply", temp.resolve("plan")).expect(0);

    assertThat(at.objects("photos")).isEqualTo(at.objects("other"));
    assertBucketIsSource("photos");
    assertThat(json.get("planned").asLong())
        .isEqualTo(PlanBundle.open(temp.resolve("plan")).plan().rows());
    for (Path part : parts("out")) {
      at.program().run("show", part).expect(0);
      at.program().run("apply", part).expect(0).says("done");
      assertThat(PlanBundle.open(part).plan().rows(Action.DELETE) > 0)
          .isEqualTo(part.endsWith("part-last"));
    }
    JsonNode status =
        JobLab.json(at.program().run("status", temp.resolve("out"), "--json").expect(0));
    assertThat(status.get("planned")).isEqualTo(json.get("planned"));
    assertThat(status.at("/outcomes/done/rows")).isEqualTo(json.get("planned"));
  }

  @Test
  void aRowOfAnEarlierPartThatDriftsKeepsDeletesFromHappening() throws IOException {
    writeMany("gone", 3);
    at.fill("photos");
    String inventory = at.deliver("photos");
    at.write("gone/0", "".getBytes(UTF_8));
    Files.delete(at.source().resolve("gone/1"));
    at.write("gone/0", "now larger than it was".getBytes(UTF_8));
    at.write("new", "a size that no object has".getBytes(UTF_8));
    at.put("photos", "new", "another writer was first".getBytes(UTF_8));

    sync("out", "--delete", "--rows-per-part", "1", "--inventory", inventory)
        .expect(3)
        .says("1  drifted")
        .says("Nothing is deleted")
        .says("Drifted rows were left untouched");
    assertThat(at.object("photos", "new")).asString(UTF_8).isEqualTo("another writer was first");
    assertThat(at.exists("photos", "gone/1")).isTrue();
    for (Path part : parts("out")) {
      at.program().run("apply", part);
    }
    assertThat(at.exists("photos", "gone/1")).isTrue();

    sync("next", "--delete", "--inventory", at.deliver("photos")).expect(0);
    assertBucketIsSource("photos");
  }

  @Test
  void aPartThatFailsIsResumedAndUntilThenNothingIsDeleted() throws IOException {
    writeMany("gone", 3);
    at.fill("photos");
    Files.delete(at.source().resolve("gone/1"));
    for (int i = 0; i < 5; i++) {
      at.write("new/" + i, ("a size that no object has, of file " + i).getBytes(UTF_8));
    }
    at.lab().failNext("PutObject", "new/2", 1_000, Fault.of(Fault.Kind.ACCESS_DENIED));

    Program.Run run = sync("out", "--delete", "--rows-per-part", "1").expect(3);
    run.says("1  failed").says("Nothing is deleted").says("Not done yet: stocktake apply ");
    assertThat(at.exists("photos", "gone/1")).isTrue();
    assertThat(at.exists("photos", "new/2")).isFalse();
    at.lab().clearFaults();
    for (Path part : parts("out")) {
      at.program().run("apply", part).expect(0);
    }
    sync("next", "--delete").expect(0);
    assertBucketIsSource("photos");
  }

  @Test
  void whatEndsAllWritingEndsTheWalkToo() throws IOException {
    writeMany("many", 1_500);
    at.lab().failNext("PutObject", "many/.*", 1_000_000, Fault.of(Fault.Kind.ACCESS_DENIED));
    sync("out", "--rows-per-part", "50")
        .expect(1)
        .says("1000 rows failed in a row")
        .says("Not done yet: stocktake apply ");
    assertThat(parts("out")).hasSizeBetween(20, 23);
    at.lab().clearFaults();
    for (Path part : parts("out")) {
      at.program().run("apply", part).expect(0);
    }
    sync("next").expect(0);
    assertBucketIsSource("photos");
  }

  @Test
  void theWalkWaitsWhileSealedPartsDo() throws Exception {
    writeMany("many", 200);
    at.lab().failNext("PutObject", ".*", 1_000, Fault.delay(Duration.ofMillis(20)));
    CompletableFuture<Program.Run> run =
        CompletableFuture.supplyAsync(
            () -> sync("out", "--rows-per-part", "4", "--max-in-flight", "2"));
    JobLab.until(
        () -> {
          long sealed = Files.exists(temp.resolve("out")) ? parts("out").size() : 0;
          assertThat(sealed - journals("out")).as("sealed and not begun").isLessThanOrEqualTo(3);
          return run.isDone();
        });
    run.get().expect(0);
    assertThat(parts("out")).hasSizeGreaterThan(40);
    assertBucketIsSource("photos");
  }

  @Test
  void noObjectIsWrittenOverByTwoFilesThatClaimItsKey() throws IOException {
    String composed = "é.jpg";
    String decomposed = Normalizer.normalize(composed, Normalizer.Form.NFD);
    at.put("photos", composed, "the object".getBytes(UTF_8));
    at.write(composed, "one file".getBytes(UTF_8));
    at.write(decomposed, "the other file".getBytes(UTF_8));
    at.write("new " + composed, "first".getBytes(UTF_8));
    at.write("new " + decomposed, "second".getBytes(UTF_8));

    sync("out", "--nfc", "--rows-per-part", "1").expect(3).says("1  drifted").says("1 key could");

    assertThat(at.object("photos", composed)).asString(UTF_8).isEqualTo("the object");
    assertThat(at.object("photos", "new " + composed)).asString(UTF_8).isIn("first", "second");
    assertThat(at.objects("photos")).hasSize(2);
  }

  @Test
  void aPlanThatIsRefusedAtItsEndLeavesWhatWasSealedDone() throws IOException {
    writeMany("gone", 3);
    at.fill("photos");
    Files.delete(at.source().resolve("gone/1"));
    at.write("new", "a size that no object has".getBytes(UTF_8));

    sync("out", "--delete", "--max-delete", "0", "--rows-per-part", "1")
        .expect(4)
        .says("--max-delete")
        .says("nothing was deleted");

    assertThat(at.exists("photos", "new")).isTrue();
    assertThat(at.exists("photos", "gone/1")).isTrue();
    assertThat(parts("out")).containsExactly(temp.resolve("out/part-00001"));
  }

  @Test
  void aListThatBreaksOffInTheMiddleEndsTheSyncButNotWhatWasSealed() throws Exception {
    Path list = fifo();
    CompletableFuture<Program.Run> run =
        CompletableFuture.supplyAsync(() -> sync("out", "--files-from", list));
    try (OutputStream walk = Files.newOutputStream(list)) {
      feedUntilSomethingIsSent(walk);
      walk.write("../elsewhere\n".getBytes(UTF_8));
    }
    run.get().expect(2).says("is not a path below the source").says("Sync again with a new --out");
    for (Path part : parts("out")) {
      at.program().run("apply", part).expect(0);
    }
    sync("next").expect(0);
    assertBucketIsSource("photos");
  }

  @Test
  void interruptedWhileTheWalkWaitsItEndsAndSaysHowToGoOn() throws Exception {
    Path list = fifo();
    Path said = temp.resolve("said");
    Process process =
        at.program()
            .process(List.of(), arguments("out", "--files-from", list))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try (OutputStream walk = Files.newOutputStream(list)) {
      feedUntilSomethingIsSent(walk);
      process.destroy();
      assertThat(process.waitFor()).as(Files.readString(said)).isEqualTo(130);
    }
    assertThat(said).content().contains("Interrupted before all was planned");
    sync("out").expect(2).says("holds a sync already").says("stocktake status");
    for (Path part : parts("out")) {
      at.program().run("apply", part).expect(0);
    }
    sync("next").expect(0);
    assertBucketIsSource("photos");
  }

  @Proof
  @Test
  void killedAtRandomMomentsItIsResumedPartByPart() throws Exception {
    Random random = new Random(7);
    for (int round = 0; round < ProofShare.of(6); round++) {
      String out = "out" + round;
      writeMany("round" + round, 800);
      for (int gone = 0; round > 0 && gone < 10; gone++) {
        Files.delete(at.source().resolve("round" + (round - 1) + "/" + gone));
      }
      Process process =
          at.program()
              .process(
                  List.of(),
                  arguments(out, "--delete", "--rows-per-part", "60", "--max-in-flight", "4"))
              .redirectErrorStream(true)
              .redirectOutput(temp.resolve("said").toFile())
              .start();
      int after = random.nextInt(15);
      JobLab.until(() -> journals(out) > after || !process.isAlive());
      process.destroyForcibly().waitFor();
      assertThat(at.program().run("status", temp.resolve(out)).says("Sync ").exit()).isIn(0, 3);
      for (Path part : parts(out)) {
        at.program().run("apply", part).expect(0);
      }
    }
    sync("end", "--delete").expect(0);
    assertBucketIsSource("photos");
    at.plan("photos", temp.resolve("again"), "--delete", "--exit-code").expect(0);
  }

  @Test
  void whatASyncCannotDoIsRefusedBeforeAnythingIsDone() throws IOException {
    at.write("a", "a".getBytes(UTF_8));
    sync("out", "--via", "batch").expect(2).says("Unknown option");
    sync("out", "--rows-per-part", "0").expect(2).says("--rows-per-part must be 1 to");
    sync("out", "--max-in-flight", "1").expect(2).says("max-in-flight must be at least 2");
    sync("source/out").expect(2).says("lies inside the source");
    Files.writeString(temp.resolve("file"), "file");
    sync("file").expect(2).says("is a file");
    Files.createDirectory(temp.resolve("full"));
    Files.writeString(temp.resolve("full/letter"), "mine");
    sync("full").expect(2).says("is not empty");
    at.program()
        .run(
            "sync", at.source(), "s3://nobody", "--inventory", "live", "--out", temp.resolve("out"))
        .expect(1)
        .says("nobody");
    assertThat(at.objects("photos")).isEmpty();
    sync("out").expect(0);
    sync("out").expect(2).says("holds a sync already, of 1 part");
  }

  private void change() throws IOException {
    for (int i = 0; i < 30; i++) {
      at.write("changed/" + i, ("changed, and longer by far: " + i).getBytes(UTF_8));
      at.write(
          "new/" + i, ("a size that no object has, so that it goes at once " + i).getBytes(UTF_8));
      at.write("like/" + i, ("CONTENT changed " + i).getBytes(UTF_8));
    }
    for (int i = 0; i < 10; i++) {
      Files.delete(at.source().resolve("gone/" + i));
    }
    Files.createDirectory(at.source().resolve("young"));
    Files.move(at.source().resolve("old/moved.jpg"), at.source().resolve("young/moved.jpg"));
    at.write("empty", new byte[0]);
  }

  private void writeMany(String folder, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      at.write(folder + "/" + i, ("content " + folder + " " + i).getBytes(UTF_8));
    }
  }

  private Path fifo() throws Exception {
    Path list = temp.resolve("list");
    assertThat(new ProcessBuilder("mkfifo", list.toString()).start().waitFor()).isZero();
    return list;
  }

  /** As long as the pipe is open, the walk has not ended. */
  private void feedUntilSomethingIsSent(OutputStream walk) throws Exception {
    int[] files = {0};
    at.lab().resetRequestCounts();
    JobLab.until(
        () -> {
          String name = "fed/" + files[0]++;
          at.write(name, name.getBytes(UTF_8));
          walk.write((name + "\n").getBytes(UTF_8));
          walk.flush();
          return at.requests("PutObject") > 0;
        });
  }

  private Object[] arguments(String out, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("sync", at.source(), "s3://photos"));
    arguments.addAll(List.of("--out", temp.resolve(out)));
    if (!Arrays.asList(more).contains("--inventory")) {
      arguments.addAll(List.of("--inventory", "live"));
    }
    arguments.addAll(List.of(more));
    return arguments.toArray();
  }

  private Program.Run sync(String out, Object... more) {
    return at.program().run(arguments(out, more));
  }

  private List<Path> parts(String out) throws IOException {
    try (Stream<Path> parts = Files.list(temp.resolve(out))) {
      return parts.filter(part -> !part.toString().endsWith(".unfinished")).sorted().toList();
    }
  }

  private long journals(String out) throws IOException {
    return Files.exists(temp.resolve(out))
        ? parts(out).stream().filter(part -> Files.exists(part.resolve("journal.log"))).count()
        : 0;
  }

  private static void assertBalanced(JsonNode json) {
    long ended = 0;
    for (JsonNode outcome : json.get("outcomes")) {
      ended += outcome.get("rows").asLong();
    }
    assertThat(ended + json.get("left").asLong()).isEqualTo(json.get("planned").asLong());
  }

  private void assertBucketIsSource(String bucket) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String key : at.keys()) {
      files.put(key, Files.readString(at.source().resolve(key), ISO_8859_1));
    }
    assertThat(at.objects(bucket)).isEqualTo(files);
  }
}
