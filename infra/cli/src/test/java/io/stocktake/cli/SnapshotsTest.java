package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots from the command line: sealed by apply and sync, and what can be done with them. */
class SnapshotsTest {
  private static final String BUCKET = "s3://photos/p";
  private static final int FILES = 12;

  @TempDir private Path temp;
  @AutoClose private JobLab at;

  @BeforeEach
  void fill() throws IOException {
    at = new JobLab(temp, "photos", "old");
    for (int i = 0; i < FILES; i++) {
      at.write("d" + i % 3 + "/ü" + i, ("content " + i).getBytes(UTF_8));
    }
    at.write("large", new byte[12 << 20]);
    Files.createDirectory(at.source().resolve("empty"));
  }

  private Path apply(String name, Object... more) throws IOException {
    Path plan = temp.resolve(name);
    plan(plan, more);
    Program.Run run = at.program().run("apply", plan, "--multipart-threshold", "6Mi");
    run.expect(0).says("Snapshot sealed: " + id(plan));
    return plan;
  }

  private void plan(Path plan, Object... more) {
    Object[] first = {
      "plan", at.source(), BUCKET, "--inventory", "live", "--out", plan, "--attributes", "catalogue"
    };
    Object[] all = new Object[first.length + more.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    at.program().run(all).expect(0);
  }

  private Program.Run snapshots(String what, Object... more) {
    Object[] all = new Object[3 + more.length];
    all[0] = "snapshots";
    all[1] = what;
    all[2] = BUCKET;
    System.arraycopy(more, 0, all, 3, more.length);
    return at.program().run(all);
  }

  private String id(Path plan) {
    Program.Run status = at.program().run("status", plan, "--json").expect(0);
    return json(status.out()).at("/snapshot/id").asText();
  }

  private static JsonNode json(String text) {
    try {
      return new JsonMapper().readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  private static List<JsonNode> lines(Program.Run run) {
    return run.out().lines().map(SnapshotsTest::json).toList();
  }

  @Test
  void aSnapshotNamesEachFileAndTheVersionThatHoldsIt() throws IOException {
    at.keepVersions("photos");
    Path plan = apply("plan");
    at.program().run("status", plan).expect(0).says("Snapshot sealed: " + id(plan));
    snapshots("list").expect(0).says(id(plan)).says("full").says((FILES + 1) + " files");
    List<JsonNode> rows = lines(snapshots("show", id(plan), "--rows", "--json").expect(0));
    assertThat(rows.get(0).get("partial").asBoolean()).isFalse();
    assertThat(rows).hasSize(1 + FILES + 1 + 5);
    assertThat(rows.stream().filter(row -> row.path("kind").asText().equals("file")))
        .hasSize(FILES + 1)
        .allSatisfy(
            row -> {
              assertThat(row.get("etag").asText()).isNotEmpty();
              assertThat(row.get("versionId").asText()).as("%s", row).isNotEmpty();
              assertThat(row.get("evidence").asText()).isEqualTo("written");
            });
    snapshots("show", id(plan), "--rows").expect(0).says("p/empty/").says("p/d0/ü0");
  }

  @Test
  void whatDiffersIsTold() throws IOException {
    Path before = apply("before");
    Files.writeString(at.source().resolve("d0/ü0"), "other");
    Files.delete(at.source().resolve("d1/ü1"));
    Files.writeString(at.source().resolve("new"), "new");
    Files.setPosixFilePermissions(
        at.source().resolve("large"), PosixFilePermissions.fromString("rwx------"));
    Path after = apply("after", "--delete", "--max-delete", "1");
    String diff = snapshots("diff", id(before), id(after)).expect(0).out();
    assertThat(diff)
        .contains("* p/d0/ü0\n")
        .contains("- p/d1/ü1\n")
        .contains("+ p/new\n")
        .contains("~ p/large\n")
        .contains("1 new, 1 removed, 1 with other content")
        .doesNotContain("ü2");
    snapshots("find", "d1/ü1").expect(0).says(id(before));
    assertThat(snapshots("find", "d1/ü1").out()).doesNotContain(id(after));
    assertThat(snapshots("find", "large").out()).contains(id(before)).contains(id(after));
    snapshots("find", "empty").expect(0).says("p/empty/");
    snapshots("find", "nowhere").expect(5).says("no snapshot has nowhere");
  }

  @Test
  void anInventoryOfAllVersionsProvesASnapshotWhoseObjectsWereWrittenOver() throws IOException {
    at.keepVersions("photos");
    Path plan = apply("plan");
    Files.writeString(at.source().resolve("d0/ü0"), "other");
    Files.delete(at.source().resolve("d1/ü1"));
    apply("next", "--delete", "--max-delete", "1");
    String inventory = at.deliver("photos");
    long heads = at.requests("HeadObject");
    snapshots("check", id(plan), "--inventory", inventory)
        .expect(0)
        .says((FILES + 1) + " of " + (FILES + 1) + " objects");
    assertThat(at.requests("HeadObject")).isEqualTo(heads);
  }

  /** A job tells no ETag; that of an object in parts is another after the copy, and not known. */
  @Test
  void whatAJobCopiedIsNamedByTheETagToBeExpected() throws IOException {
    at.fill("old");
    Path plan = temp.resolve("plan");
    plan(plan, "--copy-from", "s3://old", "--copy-inventory", at.deliver("old"));
    at.program().run(JobLab.apply(plan)).expect(0).says("(1 file not stored)");
    List<JsonNode> rows = lines(snapshots("show", id(plan), "--rows", "--json").expect(0));
    assertThat(rows.stream().filter(row -> row.has("etag")))
        .hasSize(FILES)
        .allSatisfy(row -> assertThat(row.get("evidence").asText()).isEqualTo("expected"));
    snapshots("check", id(plan), "--inventory", at.deliver("photos"))
        .expect(3)
        .says(FILES + " of " + FILES + " objects");
    Path next = apply("next");
    snapshots("check", id(next), "--inventory", at.deliver("photos"))
        .expect(0)
        .says((FILES + 1) + " of " + (FILES + 1) + " objects");
  }

  @Test
  void whatIsGoneIsNamed() throws IOException {
    Path plan = apply("plan");
    at.put("photos", "p/d0/ü0", "theirs".getBytes(UTF_8));
    String inventory = at.deliver("photos");
    snapshots("check", id(plan), "--inventory", inventory)
        .expect(3)
        .says("missing: p/d0/ü0 (listed with another ETag or size)")
        .says(FILES + " of " + (FILES + 1) + " objects");
    JsonNode told =
        lines(snapshots("check", id(plan), "--inventory", inventory, "--json").expect(3)).get(1);
    assertThat(told.get("missing").asLong()).isEqualTo(1);
  }

  @Test
  void aTagStandsForAnId() throws IOException {
    Path plan = apply("plan");
    snapshots("tag", id(plan), "before-move").expect(0).says("is tagged before-move");
    snapshots("tag", id(plan), "before-move").expect(0).says("as it was before");
    snapshots("list").expect(0).says("[before-move]");
    snapshots("show", "before-move").expect(0).says(id(plan)).says("tags: before-move");
    snapshots("tag", id(plan), "no/name").expect(2).says("'no/name' cannot be a tag");
    snapshots("show", "nothing").expect(2).says("there is no snapshot 'nothing'");
  }

  @Test
  void tornAndForeignOnesAreIgnoredAndNamed() throws IOException {
    Path plan = apply("plan");
    String folder = "p/.stocktake/snapshots/";
    at.put("photos", folder + "torn/part-00000.parquet", new byte[3]);
    at.put("photos", folder + "foreign/snapshot.json", "{\"format\":\"x/1\"}".getBytes(UTF_8));
    snapshots("list")
        .expect(0)
        .says("1 snapshot")
        .says("ignored: torn (s3://photos/" + folder + "torn/snapshot.json is not there")
        .says("is of the format x/1, which this version does not know");
    JsonNode listed = json(snapshots("list", "--json").expect(0).out());
    assertThat(listed.at("/snapshots/0/id").asText()).isEqualTo(id(plan));
    assertThat(listed.get("ignored")).hasSize(2);
    snapshots("show", "foreign").expect(2).says("does not know");
  }

  @Test
  void aSyncSealsOneOfAllItsParts() throws IOException {
    Path out = temp.resolve("sync");
    Object[] sync = {
      "sync",
      at.source(),
      BUCKET,
      "--inventory",
      "live",
      "--out",
      out,
      "--rows-per-part",
      "5",
      "--attributes",
      "catalogue"
    };
    at.program().run(sync).expect(0).says("Snapshot sealed: ");
    assertThat(out.resolve("part-00001")).exists();
    Program.Run status = at.program().run("status", out, "--json").expect(0);
    JsonNode snapshot = json(status.out()).get("snapshot");
    assertThat(snapshot.get("state").asText()).isEqualTo("sealed");
    List<JsonNode> rows =
        lines(snapshots("show", snapshot.get("id").asText(), "--rows", "--json").expect(0));
    assertThat(rows.get(0).get("notStored").asLong()).isZero();
    assertThat(rows.get(0).get("files").asLong()).isEqualTo(FILES + 1);
  }

  @Test
  void whatCannotBeStoredMakesItPartialUntilALaterApply() throws IOException {
    Path plan = temp.resolve("plan");
    plan(plan);
    at.write("d0/ü0", "changed since the plan".getBytes(UTF_8));
    at.program().run("apply", plan).expect(3).says("(1 file not stored)");
    at.program().run("status", plan).expect(3).says("Snapshot sealed as partial: ");
    snapshots("list").expect(0).says("partial: 1 file not stored");
    apply("next");
    snapshots("list").expect(0).says("2 snapshots");
  }

  @Test
  void aPlanWithoutACatalogueSaysNothingOfSnapshots() throws IOException {
    Path plan = temp.resolve("plan");
    at.program().run("plan", at.source(), BUCKET, "--inventory", "live", "--out", plan).expect(0);
    Program.Run applied = at.program().run("apply", plan).expect(0);
    assertThat(applied.out() + applied.err()).doesNotContainIgnoringCase("snapshot");
    assertThat(at.program().run("status", plan, "--json").out()).doesNotContain("snapshot");
    snapshots("list").expect(0).says("0 snapshots");
  }
}
