package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stocktake.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Symbolic links as objects, as rclone keeps them. */
class StoredLinksTest {
  private static final LinkOption NOFOLLOW = LinkOption.NOFOLLOW_LINKS;
  private static final Path RCLONE = Path.of("/usr/bin/rclone");

  /** Links by name, and where they lead. */
  private static final Map<String, String> LINKS =
      Map.of(
          "to file", "d/file",
          "to nothing", "no/such//thing/",
          "d/up", "../d",
          "d/outside ü\n", "/no/such/../file",
          "link.rclonelink", "d/file");

  @TempDir private Path temp;
  @AutoClose private JobLab at;

  @BeforeEach
  void makeSides() throws IOException {
    at = new JobLab(temp, "photos");
    at.write("d/file", "a file".getBytes(UTF_8));
    at.write("real.rclonelink", "no link".getBytes(UTF_8));
    for (Map.Entry<String, String> link : LINKS.entrySet()) {
      link(link.getKey(), link.getValue());
    }
  }

  @Test
  void linksAreObjectsOfTheirText() throws IOException {
    at.fill("photos", "--links", "store");
    for (Map.Entry<String, String> link : LINKS.entrySet()) {
      assertThat(at.object("photos", link.getKey() + ".rclonelink"))
          .asString(UTF_8)
          .isEqualTo(link.getValue());
    }
    assertThat(at.object("photos", "real.rclonelink")).asString(UTF_8).isEqualTo("no link");
    plan("same", "--delete", "--exit-code").expect(0).says("Nothing to do.");

    Files.delete(at.source().resolve("to file"));
    link("to file", "d/FILE");
    Files.move(at.source().resolve("d/up"), at.source().resolve("d/UP"));
    plan("changed", "--delete", "--max-delete", "1", "--exit-code")
        .expect(5)
        .says("1  changed")
        .says("1  moved");
    at.program().run("apply", temp.resolve("changed")).expect(0);
    assertThat(at.object("photos", "to file.rclonelink")).asString(UTF_8).isEqualTo("d/FILE");
    assertThat(at.object("photos", "d/UP.rclonelink")).asString(UTF_8).isEqualTo("../d");
    assertThat(at.exists("photos", "d/up.rclonelink")).isFalse();
    plan("again", "--delete", "--exit-code").expect(0);
  }

  @Test
  void aLinkThatIsAnotherSinceThePlanIsNotSent() throws IOException {
    plan("plan").expect(0);
    Files.delete(at.source().resolve("to file"));
    link("to file", "d/longer");
    Files.delete(at.source().resolve("to nothing"));
    at.write("to nothing", "no/such//thing/".getBytes(UTF_8));
    FileTime planned = Files.getLastModifiedTime(at.source().resolve("d/up"), NOFOLLOW);
    Files.delete(at.source().resolve("d/up"));
    link("d/up", "../D");
    Files.write(at.source().resolve("link.rclonelink.rclonelink"), new byte[6]);
    assertThat(Files.getLastModifiedTime(at.source().resolve("d/up"), NOFOLLOW))
        .isNotEqualTo(planned);
    at.program().run("apply", temp.resolve("plan")).expect(3).says("4  drifted");
    assertThat(at.exists("photos", "to file.rclonelink")).isFalse();
    assertThat(at.exists("photos", "to nothing.rclonelink")).isFalse();
    assertThat(at.exists("photos", "d/up.rclonelink")).isFalse();
  }

  @Test
  void aFileOfTheSameNameAsAStoredLinkCollides() throws IOException {
    link("real", "anywhere");
    plan("plan").expect(3).says("keys are claimed by more than one file");
    at.program().run("apply", temp.resolve("plan")).expect(3);
    assertThat(at.exists("photos", "real.rclonelink")).isFalse();
  }

  @Test
  void whatAFilterLeavesOutIsNoOrphan() throws IOException {
    at.fill("photos", "--links", "store");
    for (List<String> filter :
        List.of(List.of("--exclude", "*.rclonelink"), List.of("--exclude", "to file*"))) {
      plan("plan" + filter.hashCode(), "--delete", "--exit-code", filter.get(0), filter.get(1))
          .expect(0);
    }
    plan("linkname", "--delete", "--exit-code", "--exclude", "/to file").expect(0);
  }

  @Test
  void aStateRemembersLinksButExportsNone() throws IOException {
    Path state = temp.resolve("state");
    plan("plan", "--state", state.toString()).expect(0);
    at.program().run("state", "export", state, "--links", "store").expect(2).says("--links");
  }

  @Test
  void rcloneMakesLinksOfThem() throws Exception {
    assumeTrue(Files.isExecutable(RCLONE));
    at.fill("photos", "--links", "store", "--exclude", "/link.*", "--exclude", "/real.*");
    Path back = temp.resolve("back");
    Lab lab = at.lab();
    ProcessBuilder rclone =
        new ProcessBuilder(
                RCLONE.toString(),
                "copy",
                "--links",
                "--config",
                "/dev/null",
                ":s3:photos",
                back.toString())
            .redirectErrorStream(true);
    rclone.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    rclone.environment().put("RCLONE_S3_ENDPOINT", lab.endpoint().toString());
    rclone.environment().put("RCLONE_S3_PROVIDER", "Other");
    rclone.environment().put("RCLONE_S3_ACCESS_KEY_ID", lab.accessKey());
    rclone.environment().put("RCLONE_S3_SECRET_ACCESS_KEY", lab.secretKey());
    Process process = rclone.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();

    Map<String, String> expected = new TreeMap<>(LINKS);
    expected.remove("link.rclonelink");
    expected.forEach(
        (name, target) ->
            assertThat(back.resolve(name))
                .isSymbolicLink()
                .satisfies(link -> assertThat(Files.readSymbolicLink(link)).hasToString(target)));
  }

  @Test
  void aTargetThatIsNotUtf8IsAProblemAndItsObjectNoOrphan() throws Exception {
    at.put("photos", "odd.rclonelink", "x".getBytes(UTF_8));
    new ProcessBuilder("sh", "-c", "ln -s \"$(printf '\\360\\237\\230x')\" odd")
        .directory(at.source().toFile())
        .start()
        .waitFor();
    assertThat(at.source().resolve("odd")).isSymbolicLink();
    plan("plan", "--delete").expect(3).says("1  only in the bucket").says("could not be read");
    at.program().run("apply", temp.resolve("plan")).expect(3);
    assertThat(at.exists("photos", "odd.rclonelink")).isTrue();
    assertThat(Files.readString(temp.resolve("plan/problems.csv"))).contains("is not UTF-8");
  }

  /** Unlike the JDK, the program keeps a target as it is written. */
  private void link(String name, String target) throws IOException {
    Path link = at.source().resolve(name);
    Files.createDirectories(link.getParent());
    Process ln = new ProcessBuilder("ln", "-s", "--", target, link.toString()).start();
    assertThat(ln.onExit().join().exitValue()).isZero();
  }

  private Program.Run plan(String name, String... more) throws IOException {
    List<Object> arguments = new java.util.ArrayList<>(List.of("--links", "store"));
    arguments.addAll(List.of(more));
    return at.plan("photos", temp.resolve(name), arguments.toArray());
  }
}
