package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;

/** Retention: backups, a plan that prunes, and restores of what is kept. */
class PruneTest {
  @TempDir private Path temp;
  @AutoClose private JobLab at;
  private final List<String> contents = new ArrayList<>();
  private int plans;

  @BeforeEach
  void fill() throws IOException {
    at = new JobLab(temp, "photos");
    at.keepVersions("photos");
    at.write("stays", "always".getBytes(UTF_8));
  }

  @Test
  void whatNoKeptSnapshotNeedsGoesAndTheRestComesBack() throws Exception {
    backups(4);
    Path plan = temp.resolve("prune");
    prune(plan, "--keep-last", 2)
        .expect(0)
        .says("Removes the snapshot ")
        .says("Keeps the snapshot ")
        .says("2  delete version")
        .says("stocktake apply");
    at.program().run("show", plan, "--rows").expect(0).says("no kept snapshot needs this version");
    at.program().run("apply", plan).expect(0).says("done").says("done");
    assertThat(snapshots()).hasSize(2);
    for (int kept : new int[] {2, 3}) {
      Path back = temp.resolve("back" + kept);
      restore(back, snapshots().get(kept - 2));
      assertThat(back.resolve("changes")).hasContent(contents.get(kept));
      assertThat(back.resolve("stays")).hasContent("always");
    }
    at.program().run("apply", plan).expect(0);
    prune(temp.resolve("again"), "--keep-last", 2).expect(0).says("Nothing to do.");
  }

  @Test
  void aLockedVersionIsSkippedAndItsSnapshotStays() throws Exception {
    enableObjectLock();
    backups(1, "--property", "changes lock-mode=COMPLIANCE lock-until=2099-01-01T00:00:00Z");
    backups(2);
    Path plan = temp.resolve("prune");
    prune(plan, "--keep-last", 1).expect(0).says("2  delete version");
    at.program().run("apply", plan).expect(3).says("locked: Object Lock keeps this version");
    assertThat(snapshots()).as("no snapshot is forgotten before its versions").hasSize(3);
    at.program().run("status", plan).expect(3).says("skipped");
    Path back = temp.resolve("back");
    restore(back, snapshots().get(0));
    assertThat(back.resolve("changes")).hasContent(contents.get(0));
  }

  @Test
  void aSnapshotMadeMeanwhileIsSeen() throws Exception {
    backups(2);
    Path plan = temp.resolve("prune");
    prune(plan, "--keep-last", 1).expect(0);
    backups(1);
    at.program()
        .run("apply", plan)
        .expect(4)
        .says("was sealed after this plan was made")
        .says("nothing was done");
    assertThat(snapshots()).hasSize(3);
  }

  @Test
  void whatCannotBeIsSaidInASentence() throws Exception {
    backups(2);
    prune(temp.resolve("p")).expect(2).says("say which snapshots to keep");
    prune(temp.resolve("p"), "--keep-last", 1, "--max-delete", "0").expect(4).says("--max-delete");
    at.program()
        .run(
            "snapshots",
            "prune",
            "s3://photos/q",
            "--inventory",
            at.deliver("photos"),
            "--keep-last",
            1,
            "--out",
            temp.resolve("p"))
        .expect(2)
        .says("there is no snapshot below s3://photos/q/");
    prunes("s3://photos/p/q").expect(4).says("there are snapshots of s3://photos/p/ too");
    prunes("s3://photos").expect(2).says("there is no snapshot below s3://photos");
  }

  private void enableObjectLock() {
    try (S3AsyncClient client =
        S3AsyncClient.builder()
            .endpointOverride(at.lab().endpoint())
            .region(Region.of(at.lab().region()))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(at.lab().accessKey(), at.lab().secretKey())))
            .build()) {
      client
          .putObjectLockConfiguration(
              b ->
                  b.bucket("photos")
                      .objectLockConfiguration(
                          lock -> lock.objectLockEnabled(ObjectLockEnabled.ENABLED)))
          .join();
    }
  }

  private void backups(int count, Object... more) throws Exception {
    for (int i = 0; i < count; i++) {
      contents.add("content " + contents.size());
      at.write("changes", contents.get(contents.size() - 1).getBytes(UTF_8));
      Path plan = temp.resolve("plan" + plans++);
      Object[] first = {
        "plan",
        at.source(),
        "s3://photos/p",
        "--inventory",
        "live",
        "--attributes",
        "catalogue",
        "--out",
        plan
      };
      at.program().run(Stream.concat(Stream.of(first), Stream.of(more)).toArray()).expect(0);
      at.program().run("apply", plan).expect(0).says("Snapshot sealed: ");
    }
  }

  private Program.Run prune(Path plan, Object... more) throws IOException {
    Object[] first = {
      "snapshots", "prune", "s3://photos/p", "--inventory", at.deliver("photos"), "--out", plan
    };
    return at.program().run(Stream.concat(Stream.of(first), Stream.of(more)).toArray());
  }

  private Program.Run prunes(String destination) throws IOException {
    return at.program()
        .run(
            "snapshots",
            "prune",
            destination,
            "--inventory",
            at.deliver("photos"),
            "--keep-last",
            1,
            "--out",
            temp.resolve("p"));
  }

  private void restore(Path target, String snapshot) {
    Path plan = temp.resolve("restore" + plans++);
    at.program()
        .run("restore", "s3://photos/p", target, "--snapshot", snapshot, "--out", plan)
        .expect(0);
    assertThat(Files.exists(target)).isTrue();
  }

  private List<String> snapshots() throws IOException {
    Program.Run list = at.program().run("snapshots", "list", "s3://photos/p", "--json").expect(0);
    List<String> ids = new ArrayList<>();
    JsonNode json = new JsonMapper().readTree(list.out());
    json.get("snapshots").forEach(snapshot -> ids.add(snapshot.get("id").asText()));
    return ids;
  }
}
