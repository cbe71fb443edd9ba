package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restored directory is proven to be as the plan says, and what is not is named. */
class RestoreVerifyTest {
  private static final int MIB = 1 << 20;

  @TempDir private Path temp;
  @AutoClose private JobLab at;
  private Path lost;
  private Path plan;

  @BeforeEach
  void restore() throws IOException {
    at = new JobLab(temp, "photos");
    byte[] large = new byte[12 * MIB];
    new Random(5).nextBytes(large);
    at.write("parts", large);
    at.write("kms/hidden", "under KMS".getBytes(UTF_8));
    at.write("d/small", "small".getBytes(UTF_8));
    at.write("d/other", "other".getBytes(UTF_8));
    Files.createLink(at.source().resolve("second name"), at.source().resolve("d/small"));
    Files.createSymbolicLink(at.source().resolve("link"), Path.of("d/small"));
    Files.createDirectories(at.source().resolve("empty"));
    Path backup = temp.resolve("backup");
    at.program()
        .run(
            "plan",
            at.source(),
            "s3://photos",
            "--inventory",
            "live",
            "--out",
            backup,
            "--attributes",
            "catalogue",
            "--part-size",
            "5Mi",
            "--property",
            "kms/** encryption=aws:kms")
        .expect(0);
    at.program()
        .run("apply", backup, "--multipart-threshold", "6Mi", "--part-size", "5Mi")
        .expect(0);
    lost = temp.resolve("lost");
    plan = temp.resolve("restore");
    at.program().run("restore", "s3://photos", lost, "--out", plan).expect(0);
  }

  @Test
  void whatWasRestoredIsProvenWithoutARequest() throws IOException {
    long requests =
        at.requests("GetObject") + at.requests("HeadObject") + at.requests("ListObjectsV2");
    verify().expect(0).says("by the digest that restored it");
    assertThat(at.requests("GetObject") + at.requests("HeadObject") + at.requests("ListObjectsV2"))
        .isEqualTo(requests);
    JsonNode view = JobLab.json(at.program().run("restore-verify", plan, "--json").expect(0));
    assertThat(view.get("proven").asBoolean()).isTrue();
    assertThat(view.at("/same/keys").asLong()).isEqualTo(view.get("files").asLong());
    assertThat(view.at("/evidence/by the digest that restored it").asLong()).isEqualTo(5);
  }

  @Test
  void whatIsNotAsPlannedIsNamed() throws IOException {
    change(lost.resolve("parts"), 7 * MIB);
    change(lost.resolve("kms/hidden"), 2);
    verify()
        .expect(5)
        .says("* parts  (by the digest that restored it)")
        .says("* kms/hidden  (by the digest that restored it)");
    at.program().run("restore-verify", plan, "--limit", "1").expect(5).says("and 1 more");

    Files.setAttribute(lost.resolve("d/other"), "unix:mode", 0600);
    Files.delete(lost.resolve("empty"));
    Files.delete(lost.resolve("link"));
    Files.createSymbolicLink(lost.resolve("link"), Path.of("d/other"));
    byte[] same = Files.readAllBytes(lost.resolve("second name"));
    FileTime time = Files.getLastModifiedTime(lost.resolve("second name"));
    Files.delete(lost.resolve("second name"));
    Files.write(lost.resolve("second name"), same);
    Files.setLastModifiedTime(lost.resolve("second name"), time);
    verify()
        .expect(5)
        .says("* d/other  (its content is right, and its attributes are not)")
        .says("- empty  (nothing is there)")
        .says("* link  (by the target of the link)")
        .says("* second name  (it is not the file that d/small is)");
  }

  @Test
  void noLinkIsFollowed() throws IOException {
    Path elsewhere = temp.resolve("elsewhere");
    Files.move(lost.resolve("d"), elsewhere);
    Files.createSymbolicLink(lost.resolve("d"), elsewhere);
    verify().expect(5).says("* d  (it is no directory)").says("! d/other  (");
  }

  @Test
  void whatNoRunRestoredIsMissing() throws IOException {
    Path other = temp.resolve("other");
    Path unapplied = temp.resolve("unapplied");
    at.program().run("restore-plan", "s3://photos", other, "--out", unapplied).expect(0);
    at.program().run("restore-verify", unapplied).expect(5).says("- parts  (nothing is there)");
    at.program().run("restore-verify", temp.resolve("backup")).expect(2);
    at.program().run("verify", plan).expect(2);
  }

  private Program.Run verify() {
    return at.program().run("restore-verify", plan);
  }

  /** As a failing disk would, behind the times that the file has. */
  private static void change(Path file, int at) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    byte[] content = Files.readAllBytes(file);
    content[at] ^= 1;
    Files.write(file, content);
    Files.setLastModifiedTime(file, time);
  }
}
