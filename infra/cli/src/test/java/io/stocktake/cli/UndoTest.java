package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndoTest {
  private static final int FILES = 150;

  @TempDir private Path temp;
  private final byte[] large = new byte[12 << 20];
  @AutoClose private JobLab at;

  @BeforeEach
  void fill() throws IOException {
    at = new JobLab(temp, "photos");
    for (int i = 0; i < FILES; i++) {
      at.write("changed/ü " + i, ("content " + i).getBytes(UTF_8));
      at.write("deleted/" + i, ("old " + i).getBytes(UTF_8));
    }
    new Random(3).nextBytes(large);
    at.write("changed/large", large);
  }

  @Test
  void whatAnApplyDidIsTakenBackButNotWhatOthersDidSince() throws IOException {
    at.keepVersions("photos");
    at.fill("photos", "--tag", "Owner=media");
    Path plan = change();

    at.program().run("apply", plan).expect(0).says("To take it back: stocktake apply " + plan);
    Path undo = plan.resolve("undo-1");
    PlanBundle back = PlanBundle.open(undo);
    assertThat(back.plan().rows(Action.COPY)).isEqualTo(2 * FILES + 1);
    assertThat(back.plan().rows(Action.DELETE)).isEqualTo(2);
    at.put("photos", "changed/ü 7", "theirs".getBytes(UTF_8));
    at.put("photos", "deleted/8", "theirs".getBytes(UTF_8));
    at.program().run("apply", undo).expect(3).says("2  drifted");

    for (int i = 0; i < FILES; i++) {
      assertThat(at.object("photos", "changed/ü " + i))
          .asString(UTF_8)
          .isEqualTo(i == 7 ? "theirs" : "content " + i);
      assertThat(at.object("photos", "deleted/" + i))
          .asString(UTF_8)
          .isEqualTo(i == 8 ? "theirs" : "old " + i);
    }
    assertThat(at.object("photos", "changed/large")).isEqualTo(large);
    assertThat(at.tags("photos", "deleted/1")).isEqualTo(Map.of("Owner", "media"));
    assertThat(at.exists("photos", "new/1"))
        .as("nothing is deleted once rows have drifted")
        .isTrue();
  }

  @Test
  void withoutOthersAllIsAsItWas() throws IOException {
    at.keepVersions("photos");
    at.fill("photos");
    Map<String, String> before = at.objects("photos");
    Path plan = change();
    at.program().run("apply", plan).expect(0);

    at.program().run("apply", plan.resolve("undo-1")).expect(0);

    assertThat(at.objects("photos")).isEqualTo(before);
  }

  @Test
  void whatWasMovedIsNotDeletedAndPropertiesAreNotTakenBack() throws IOException {
    at.keepVersions("photos");
    at.fill("photos");
    Files.move(at.source().resolve("changed/large"), at.source().resolve("moved"));
    at.write("deleted/1", "changed".getBytes(UTF_8));
    Path plan = temp.resolve("plan");
    at.plan(
            "photos",
            plan,
            "--delete=tag",
            "--part-size",
            "5Mi",
            "--property",
            "cache-control=no-store",
            "--update-properties")
        .expect(0)
        .says("moved");
    at.program().run("apply", plan).expect(0);

    Plan undo = PlanBundle.open(plan.resolve("undo-1")).plan();
    assertThat(undo.rows(Action.COPY)).isEqualTo(1);
    assertThat(undo.rows(Action.DELETE)).isZero();
    assertThat(undo.notes()).anyMatch(note -> note.startsWith("1 moved objects"));
    assertThat(undo.notes()).anyMatch(note -> note.contains("keep the tags and properties"));
  }

  @Test
  void aBucketThatKeepsNothingHasNoWayBack() throws IOException {
    at.fill("photos");
    Path plan = change();

    at.program().run("apply", plan).expect(0).says("No undo plan: the bucket keeps no versions");

    assertThat(plan.resolve("undo-1")).doesNotExist();
  }

  @Test
  void whatWasMovedIsDeletedWhereItsOldKeyIsBack() throws IOException {
    at.keepVersions("photos");
    at.fill("photos");
    Map<String, String> before = at.objects("photos");
    Files.move(at.source().resolve("changed/ü 1"), at.source().resolve("moved"));
    Path plan = temp.resolve("plan");
    at.plan("photos", plan, "--delete").expect(0).says("moved");
    at.program().run("apply", plan).expect(0);

    at.program().run("apply", plan.resolve("undo-1")).expect(0);

    assertThat(at.objects("photos")).isEqualTo(before);
  }

  @Test
  void statusTellsOfTheWayBackAndTheNextApplyMakesOneThatIsMissing() throws IOException {
    at.keepVersions("photos");
    at.fill("photos");
    Path plan = change();
    at.program().run("apply", plan, "--no-undo").expect(0);
    at.program().run("status", plan).expect(0).says("--no-undo was given");

    at.program().run("apply", plan).expect(0);

    at.program().run("status", plan).expect(0).says("To take it back: stocktake apply " + plan);
    at.program().run("status", "--json", plan).expect(0).says("\"undoState\":\"written\"");
    FileTrees.delete(plan.resolve("undo-1"));
    at.program().run("status", plan).expect(0).says("The undo plan is missing");
    at.program().run("apply", plan).expect(0);
    assertThat(plan.resolve("undo-1")).isDirectory();
  }

  @Test
  void eachPartOfASyncHasItsWayBack() throws IOException {
    at.keepVersions("photos");
    at.fill("photos");
    Map<String, String> before = at.objects("photos");
    changeTree();
    Path out = temp.resolve("sync");
    at.program()
        .run(
            "sync",
            at.source(),
            "s3://photos",
            "--inventory",
            "live",
            "--delete",
            "--rows-per-part",
            "40",
            "--out",
            out)
        .expect(0)
        .says("To take it back");
    JsonNode status = new JsonMapper().readTree(at.program().run("status", "--json", out).out());
    List<Path> undos = new ArrayList<>();
    status.get("undos").forEach(undo -> undos.add(Path.of(undo.asText())));
    assertThat(undos).hasSizeGreaterThan(1);

    for (Path undo : undos) {
      at.program().run("apply", undo).expect(0);
    }

    Map<String, String> after = at.objects("photos");
    // A part that only creates has no undo plan.
    after.keySet().retainAll(before.keySet());
    assertThat(after).isEqualTo(before);
  }

  /** Changes all that is in changed, deletes what is in deleted, and adds two files. */
  private Path change() throws IOException {
    changeTree();
    Path plan = temp.resolve("plan");
    at.plan("photos", plan, "--delete").expect(0);
    return plan;
  }

  private void changeTree() throws IOException {
    for (int i = 0; i < FILES; i++) {
      at.write("changed/ü " + i, ("CONTENT " + i).getBytes(UTF_8));
      Files.delete(at.source().resolve("deleted/" + i));
    }
    at.write("changed/large", "small now".getBytes(UTF_8));
    at.write("new/1", "1".getBytes(UTF_8));
    at.write("new/2", "2".getBytes(UTF_8));
  }
}
