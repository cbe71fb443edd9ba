package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.io.FileTrees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup, change, loss, and the way back with all attributes, as of each backup. */
class SnapshotRestoreTest {
  @TempDir private Path temp;
  @AutoClose private JobLab at;
  private int plans;

  @BeforeEach
  void fill() throws IOException {
    at = new JobLab(temp, "photos");
    at.keepVersions("photos");
    for (int i = 0; i < 20; i++) {
      at.write("a/b " + i % 7 + "/ü\n" + i, ("content " + i).getBytes(UTF_8));
    }
    at.write("zeros", new byte[300_000]);
    Path source = at.source();
    Files.createLink(source.resolve("second name"), source.resolve("a/b 1/ü\n1"));
    Files.createSymbolicLink(source.resolve("link"), Path.of("../nowhere/ö"));
    Files.createDirectories(source.resolve("empty/directory"));
    attribute(source.resolve("a/b 1/ü\n1"), "1");
    attribute(source.resolve("empty"), "2");
    age(source);
  }

  @Test
  void eachStateOfTheSourceComesBackWithItsAttributes() throws Exception {
    List<Instant> times = new ArrayList<>();
    List<Map<String, String>> states = new ArrayList<>();
    for (int round = 0; round < 4; round++) {
      change(round);
      states.add(tree(at.source()));
      back().expect(0).says("Snapshot sealed: ");
      at.pass();
      times.add(Instant.now());
      Thread.sleep(1100); // names of snapshots are of whole seconds
    }
    at.program().run("snapshots", "list", "s3://photos/p").expect(0);
    Path lost = temp.resolve("lost");
    for (int round : new int[] {1, 3, 0, 2}) {
      restore(lost, "--at", times.get(round), "--delete");
      assertThat(tree(lost)).isEqualTo(states.get(round));
      long read = at.requests("GetObject");
      Path again = temp.resolve("again" + round);
      plan(lost, again, "--at", times.get(round), "--delete").expect(0).says("Nothing to do.");
      long catalogue = at.requests("GetObject") - read;
      assertThat(catalogue).as("documents and parts of snapshots").isLessThan(10);
    }
    Path fresh = temp.resolve("fresh");
    at.program()
        .run("restore", "s3://photos/p", fresh, "--out", temp.resolve("fresh-plan"))
        .expect(0)
        .says("done");
    assertThat(tree(fresh)).isEqualTo(states.get(3));
  }

  @Test
  void achmodCostsNoRequestForObjects() throws Exception {
    back().expect(0);
    Thread.sleep(1100);
    try (Stream<Path> files = Files.walk(at.source())) {
      for (Path file :
          files.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS)).toList()) {
        Files.setAttribute(file, "unix:mode", 0600);
      }
    }
    long puts = at.requests("PutObject");
    long copies = at.requests("CopyObject");
    back().expect(0).says("Snapshot sealed");
    assertThat(at.requests("CopyObject")).isEqualTo(copies);
    assertThat(at.requests("PutObject") - puts).as("the snapshot, and the lease").isLessThan(6);
    Path lost = temp.resolve("lost");
    restore(lost);
    assertThat(tree(lost)).isEqualTo(tree(at.source()));
  }

  @Test
  void whatCannotBeIsSaidInASentence() throws Exception {
    Path lost = temp.resolve("lost");
    plan(lost, temp.resolve("p")).expect(2).says("there is no snapshot below s3://photos/p/");
    back().expect(0);
    plan(lost, temp.resolve("p"), "--at", "2020-01-01T00:00:00Z")
        .expect(2)
        .says("there is no snapshot below s3://photos/p/ of 2020-01-01T00:00:00Z or before");
    plan(lost, temp.resolve("p"), "--snapshot", "x").expect(2).says("there is no snapshot 'x'");
    plan(lost, temp.resolve("p"), "--snapshot", "x", "--at", "1h").expect(2).says("not both");
    plan(lost, temp.resolve("p"), "--snapshot", "x", "--inventory", "live")
        .expect(2)
        .says("not both");
    plan(lost, temp.resolve("p"), "--max-inventory-age", "1h").expect(2).says("--inventory");
  }

  @Test
  void whatASnapshotCannotTellIsNotRemoved() throws Exception {
    back("--exclude", "zeros").expect(0);
    Path lost = temp.resolve("lost");
    plan(lost, temp.resolve("p"), "--delete")
        .expect(4)
        .says("does not cover the whole source")
        .says("restore without --delete");
    plan(lost, temp.resolve("p")).expect(0);
    Path other = Files.createDirectory(temp.resolve("other"));
    Files.writeString(other.resolve("x"), "1");
    Path plan = temp.resolve("other-plan");
    at.program()
        .run(
            "plan",
            other,
            "s3://photos/p",
            "--inventory",
            "live",
            "--attributes",
            "catalogue",
            "--out",
            plan)
        .expect(0);
    at.program().run("apply", plan).expect(0);
    plan(lost, temp.resolve("q"))
        .expect(2)
        .says("there are snapshots of several sources below s3://photos/p/")
        .says("--snapshot");
  }

  private void change(int round) throws IOException {
    Path source = at.source();
    if (round == 1) {
      at.write("a/b 2/ü\n2", "other".getBytes(UTF_8));
      Files.delete(source.resolve("a/b 3/ü\n3"));
      Files.setAttribute(source.resolve("a/b 4"), "unix:mode", 0710);
      Files.setAttribute(source.resolve("a/b 4/ü\n4"), "unix:mode", 0400);
    } else if (round == 2) {
      Files.delete(source.resolve("second name"));
      Files.createLink(source.resolve("a/third name"), source.resolve("a/b 5/ü\n5"));
      Files.delete(source.resolve("link"));
      Files.createSymbolicLink(source.resolve("link"), Path.of("a"));
      Files.delete(source.resolve("empty/directory"));
    } else if (round == 3) {
      FileTrees.delete(source.resolve("a/b 6"));
      attribute(source.resolve("empty"), "3");
      Files.setLastModifiedTime(
          source.resolve("zeros"), FileTime.from(Instant.parse("2010-01-01T00:00:00.5Z")));
    }
  }

  /** Plan and apply of the source. */
  private Program.Run back(Object... more) {
    Path plan = temp.resolve("plan" + plans++);
    Object[] first = {
      "plan",
      at.source(),
      "s3://photos/p",
      "--inventory",
      "live",
      "--delete",
      "--attributes",
      "catalogue",
      "--xattrs",
      "--acls",
      "--out",
      plan
    };
    at.program().run(Stream.concat(Stream.of(first), Stream.of(more)).toArray()).expect(0);
    return at.program().run("apply", plan);
  }

  private Program.Run plan(Path target, Path plan, Object... more) {
    Object[] first = {"restore-plan", "s3://photos/p", target, "--out", plan};
    return at.program().run(Stream.concat(Stream.of(first), Stream.of(more)).toArray());
  }

  private void restore(Path target, Object... more) {
    Path plan = temp.resolve("restore" + plans++);
    plan(target, plan, more).expect(0);
    at.program().run("apply", plan, "--no-trash").expect(0);
  }

  private static void attribute(Path path, String value) throws IOException {
    Files.getFileAttributeView(path, UserDefinedFileAttributeView.class)
        .write("x", ByteBuffer.wrap(value.getBytes(UTF_8)));
  }

  private static void age(Path root) throws IOException {
    int second = 0;
    for (Path path : paths(root)) {
      if (!Files.isSymbolicLink(path)) {
        Files.setLastModifiedTime(
            path,
            FileTime.from(Instant.parse("2020-01-01T00:00:00.123456789Z").plusSeconds(second++)));
      }
    }
  }

  /** The deepest first. */
  private static List<Path> paths(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.sorted((one, other) -> other.compareTo(one)).toList();
    }
  }

  /** What rsync -aHAX would compare: kind, mode, owner, time, names, text or content, xattrs. */
  private static Map<String, String> tree(Path root) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    Map<Object, String> names = new TreeMap<>();
    List<Path> paths = new ArrayList<>(paths(root));
    java.util.Collections.reverse(paths);
    for (Path path : paths) {
      String name = root.relativize(path).toString();
      Map<String, Object> found =
          Files.readAttributes(
              path, "unix:mode,uid,gid,lastModifiedTime,ino", LinkOption.NOFOLLOW_LINKS);
      boolean link = Files.isSymbolicLink(path);
      Instant mtime = ((FileTime) found.get("lastModifiedTime")).toInstant();
      String content = "";
      if (link) {
        content = Files.readSymbolicLink(path).toString();
        mtime = mtime.truncatedTo(ChronoUnit.MICROS);
      } else {
        if (Files.isRegularFile(path)) {
          content =
              names.computeIfAbsent(found.get("ino"), inode -> name)
                  + " "
                  + new String(Files.readAllBytes(path), UTF_8).hashCode();
        }
        UserDefinedFileAttributeView view =
            Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
        for (String attribute : view.list()) {
          ByteBuffer value = ByteBuffer.allocate(view.size(attribute));
          view.read(attribute, value);
          content += " " + attribute + "=" + new String(value.array(), UTF_8);
        }
      }
      tree.put(
          name,
          Integer.toOctalString((int) found.get("mode"))
              + " "
              + found.get("uid")
              + ":"
              + found.get("gid")
              + " "
              + mtime
              + " "
              + content);
    }
    return tree;
  }
}
