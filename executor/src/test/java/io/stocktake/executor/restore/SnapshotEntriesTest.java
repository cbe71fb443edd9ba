package io.stocktake.executor.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.report.Reasons;
import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.EntryAttributes;
import io.stocktake.manifests.restore.RestoreAction;
import io.stocktake.manifests.restore.RestoreBundle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of a snapshot: attributes, hard links, and links that need no object. */
class SnapshotEntriesTest {
  private static final Instant MTIME = Instant.parse("2001-02-03T04:05:06.123456789Z");
  private static final int FILE = 0100000;
  private static final int DIRECTORY = 0040000;
  private static final int LINK = 0120000;
  private static final int UID = 12345;
  private static final int GID = 54321;

  @TempDir private Path temp;
  private TestRestore restore;

  @BeforeEach
  void makeTarget() throws IOException {
    restore = new TestRestore(temp);
  }

  @Test
  void everythingGetsItsAttributesAndDirectoriesLast() throws IOException {
    restore
        .object("d/e/f", "content")
        .object("other name of d/g", "content")
        .known(RestoreAction.MAKE_DIRECTORY, "d", 0, mode(DIRECTORY | 0550), "")
        .known(RestoreAction.MAKE_DIRECTORY, "d/e", 0, mode(DIRECTORY | 0500), "")
        .known(RestoreAction.FETCH, "d/e/f", 7, mode(FILE | 04751), "")
        .known(RestoreAction.HARD_LINK, "d/g", 7, mode(FILE | 04751), "d/e/f")
        .known(RestoreAction.LINK, "d/l", 3, mode(LINK | 0777), "../x");

    RunReport report = restore.run(restore.seal());

    assertThat(report.done()).isTrue();
    assertThat(restore.target.resolve("d/e/f")).hasContent("content");
    boolean root = Files.getAttribute(temp, "unix:uid").equals(0);
    for (String path : new String[] {"d", "d/e/f", "d/l"}) {
      assertThat(look(path)).containsEntry("uid", root ? UID : look("").get("uid"));
      assertThat(look(path)).containsEntry("gid", root ? GID : look("").get("gid"));
    }
    assertThat(look("d/e/f")).containsEntry("mode", FILE | 0751);
    assertThat(look("d/e")).containsEntry("mode", DIRECTORY | 0500);
    assertThat(look("d")).containsEntry("mode", DIRECTORY | 0550);
    assertThat(look("d/g").get("ino")).isEqualTo(look("d/e/f").get("ino"));
    assertThat(Files.readSymbolicLink(restore.target.resolve("d/l"))).isEqualTo(Path.of("../x"));
    for (String path : new String[] {"d", "d/e", "d/e/f", "d/g"}) {
      assertThat(look(path)).containsEntry("lastModifiedTime", FileTime.from(MTIME));
    }
    assertThat(look("d/l"))
        .containsEntry("lastModifiedTime", FileTime.from(MTIME.truncatedTo(ChronoUnit.MICROS)));
  }

  @Test
  void aDirectoryInWhichSomethingFailedGetsItsTimeAgain() throws IOException {
    restore
        .object("d/f", "1")
        .object("d/g", "2")
        .known(RestoreAction.MAKE_DIRECTORY, "d", 0, mode(DIRECTORY | 0755), "")
        .known(RestoreAction.FETCH, "d/f", 1, mode(FILE | 0644), "")
        .known(RestoreAction.FETCH, "d/g", 1, mode(FILE | 0644), "");
    RestoreBundle plan = restore.seal();
    restore.bucket.put("d/g", "X".getBytes(UTF_8), Map.of());
    RunReport first = restore.run(plan);
    assertThat(first.rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(first.rows(Outcome.SKIPPED)).isEqualTo(1);
    assertThat(look("d")).containsEntry("lastModifiedTime", FileTime.from(MTIME));
  }

  @Test
  void specialBitsThatAreThereStay() throws IOException {
    Path directory = Files.createDirectory(restore.target.resolve("d"));
    Files.setAttribute(directory, "unix:mode", 02777);
    restore.known(RestoreAction.MAKE_DIRECTORY, "d", 0, mode(DIRECTORY | 03775), "");
    assertThat(restore.run(restore.seal()).done()).isTrue();
    assertThat(look("d")).containsEntry("mode", DIRECTORY | 02775);
  }

  @Test
  void aLinkWhoseTextJavaWouldChangeIsNotMade() throws IOException {
    restore.known(RestoreAction.LINK, "l", 2, mode(LINK | 0777), "x/");
    assertThat(restore.run(restore.seal()).rows(Outcome.FAILED)).isEqualTo(1);
    assertThat(restore.target.resolve("l")).doesNotExist();
  }

  @Test
  void specialBitsComeBackWhereTheyAreWished() throws IOException {
    restore.object("f", "1").known(RestoreAction.FETCH, "f", 1, mode(FILE | 04755), "");
    RestoreBundle plan = restore.seal();
    restore.executor(plan, TestRestore.options(1, 10, true, true)).run("test");
    assertThat(look("f")).containsEntry("mode", FILE | 04755);
  }

  @Test
  void extendedAttributesAndListsOfRightsComeBack() throws IOException {
    byte[] value = {0, 1, -1};
    // Version 2, then tag, rights and id of each entry: owner, user 12345, group, mask, others.
    byte[] rights =
        HexFormat.of()
            .parseHex(
                "02000000"
                    + "01000600ffffffff"
                    + "0200040039300000"
                    + "04000400ffffffff"
                    + "10000400ffffffff"
                    + "20000000ffffffff");
    Map<String, Bytes> known =
        Map.of("user.x", Bytes.of(value), "system.posix_acl_access", Bytes.of(rights));
    EntryAttributes attributes =
        new EntryAttributes(FILE | 0640, UID, GID, "", "", MTIME, 0, known);
    restore.object("f", "1").known(RestoreAction.FETCH, "f", 1, attributes, "");

    assertThat(restore.run(restore.seal()).done()).isTrue();

    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(restore.target.resolve("f"), UserDefinedFileAttributeView.class);
    ByteBuffer read = ByteBuffer.allocate(10);
    view.read("x", read);
    assertThat(Arrays.copyOf(read.array(), read.position())).isEqualTo(value);
    assertThat(said("ls", "-l", "f")).startsWith("-rw-r-----+");
    assertThat(look("f")).containsEntry("lastModifiedTime", FileTime.from(MTIME));
  }

  @Test
  void anAttributeThatCannotBeSetCostsTheAttributeAlone() throws IOException {
    Map<String, Bytes> impossible = Map.of("no.such.namespace", Bytes.of("x"));
    EntryAttributes attributes =
        new EntryAttributes(FILE | 0640, UID, GID, "", "", MTIME, 0, impossible);
    restore.object("f", "1").known(RestoreAction.FETCH, "f", 1, attributes, "");
    RestoreBundle plan = restore.seal();

    for (int run = 0; run < 2; run++) {
      assertThat(restore.run(plan).rows(Outcome.FAILED)).isEqualTo(1);
      assertThat(restore.target.resolve("f")).hasContent("1");
    }
    assertThat(restore.bucket.opened("f")).as("it is not fetched again").isEqualTo(1);
    assertThat(Reasons.of(PlanStatus.read(plan)).json().toString())
        .contains("the extended attribute no.such.namespace cannot be set");
  }

  private String said(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(restore.target.toFile())
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  @Test
  void attributesAreSetOnTheFileThatWasSeen() throws IOException {
    restore.file("same", "1");
    restore.file("changed", "1");
    restore.file("gone", "1");
    for (String path : new String[] {"same", "changed", "gone"}) {
      restore.known(RestoreAction.SET_ATTRIBUTES, path, 1, mode(FILE | 0600), "");
    }
    RestoreBundle plan = restore.seal();
    restore.file("changed", "22");
    Files.delete(restore.target.resolve("gone"));

    RunReport report = restore.run(plan);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(1);
    assertThat(report.rows(Outcome.DRIFTED)).isEqualTo(2);
    assertThat(look("same")).containsEntry("mode", FILE | 0600);
    assertThat(look("changed")).doesNotContainEntry("mode", FILE | 0600);
  }

  @Test
  void aSecondNameInsistsOnTheFirst() throws IOException {
    for (String path : new String[] {"g", "h", "i"}) {
      restore.object("other name of " + path, "1");
    }
    restore
        .object("f", "1")
        .known(RestoreAction.FETCH, "f", 1, mode(FILE | 0644), "")
        .known(RestoreAction.HARD_LINK, "g", 1, mode(FILE | 0644), "f")
        .known(RestoreAction.HARD_LINK, "h", 1, mode(FILE | 0644), "missing");
    restore.file("i", "other");
    restore.known(RestoreAction.HARD_LINK, "i", 1, mode(FILE | 0644), "f");
    RestoreBundle plan = restore.seal();
    restore.file("g", "somebody's");

    RunReport report = restore.run(plan);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(2);
    assertThat(report.rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(report.rows(Outcome.FAILED)).isEqualTo(1);
    assertThat(restore.target.resolve("g")).hasContent("somebody's");
    assertThat(look("i").get("ino")).isEqualTo(look("f").get("ino"));
    assertThat(restore.target.resolve("h")).doesNotExist();
  }

  @Test
  void aFileOfThatSizeThatIsNotTheRestoredOneIsNotLinked() throws IOException {
    Path other = restore.file("f", "X");
    Files.setLastModifiedTime(other, FileTime.from(MTIME));
    restore
        .object("other name of g", "1")
        .known(RestoreAction.HARD_LINK, "g", 1, mode(FILE | 0644), "f");
    assertThat(restore.run(restore.seal()).rows(Outcome.FAILED)).isEqualTo(1);
    assertThat(restore.target.resolve("g")).doesNotExist();
  }

  private static EntryAttributes mode(int mode) {
    return new EntryAttributes(mode, UID, GID, "no such user", "", MTIME, 0, Map.of());
  }

  private Map<String, Object> look(String path) throws IOException {
    return Files.readAttributes(
        restore.target.resolve(path),
        "unix:mode,lastModifiedTime,ino,uid,gid",
        LinkOption.NOFOLLOW_LINKS);
  }
}
