package io.stocktake.planner.restore.paths;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.ETag;
import io.stocktake.planner.reconcile.ETagWorth;
import io.stocktake.planner.restore.objects.RestoreObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyPlacementTest {
  private static final String LONG = "n".repeat(256);
  private static final String LONGEST = "n".repeat(255);

  /** Name below the prefix, size, what becomes of it, what becomes of it when it may be renamed. */
  private record Line(String name, long size, String plain, String renamed) {}

  private static final List<Line> TABLE =
      List.of(
          new Line("a", 1, "FILE a", "FILE a"),
          new Line("a/b c/ü😀\n", 1, "FILE a/b c/ü😀\n", "FILE a/b c/ü😀\n"),
          new Line("100%", 1, "FILE 100%", "FILE 100%"),
          new Line("...", 1, "FILE ...", "FILE ..."),
          new Line("a./.b", 1, "FILE a./.b", "FILE a./.b"),
          new Line("a\\b", 1, "FILE a\\b", "FILE a\\b"),
          new Line("dir/", 0, "DIRECTORY dir", "DIRECTORY dir"),
          new Line("", 0, "ROOT ", "ROOT "),
          new Line("", 1, "key-is-no-path", "key-is-no-path"),
          new Line("dir/", 1, "key-is-no-path", "FILE dir%2F"),
          new Line("/abs", 1, "key-is-no-path", "FILE %2Fabs"),
          new Line("/", 0, "key-is-no-path", "key-is-no-path"),
          new Line("//abs", 1, "key-is-no-path", "FILE %2F/abs"),
          new Line("a//b", 1, "key-is-no-path", "FILE a%2F/b"),
          new Line("50%//b", 1, "key-is-no-path", "FILE 50%25%2F/b"),
          new Line("a/./b", 1, "key-is-no-path", "FILE a/%2E/b"),
          new Line("..", 1, "key-is-no-path", "FILE %2E%2E"),
          new Line("../../etc/passwd", 1, "key-is-no-path", "FILE %2E%2E/%2E%2E/etc/passwd"),
          new Line("a/..", 1, "key-is-no-path", "FILE a/%2E%2E"),
          new Line("../", 0, "key-is-no-path", "DIRECTORY %2E%2E"),
          new Line("a\0b", 1, "key-is-no-path", "FILE a%00b"),
          new Line(LONG, 1, "key-is-no-path", "key-is-no-path"),
          new Line("d/" + LONGEST, 1, "FILE d/" + LONGEST, "FILE d/" + LONGEST),
          new Line("ü".repeat(128), 1, "key-is-no-path", "key-is-no-path"),
          new Line("../" + LONGEST, 1, "key-is-no-path", "FILE %2E%2E/" + LONGEST),
          new Line("../".repeat(200) + "x", 1, "key-is-no-path", "key-is-no-path"),
          new Line("l.rclonelink", 9, "LINK l", "LINK l"),
          new Line("d/l.rclonelink", 4096, "LINK d/l", "LINK d/l"),
          new Line("l.rclonelink", 4097, "FILE l.rclonelink", "FILE l.rclonelink"),
          new Line("l.rclonelink", 0, "FILE l.rclonelink", "FILE l.rclonelink"),
          new Line(".rclonelink", 9, "FILE .rclonelink", "FILE .rclonelink"),
          new Line("d/.rclonelink", 9, "FILE d/.rclonelink", "FILE d/.rclonelink"),
          new Line("...rclonelink", 9, "key-is-no-path", "LINK %2E%2E"),
          new Line("unknown", -1, "object-unknown", "object-unknown"));

  @Test
  void everyKeyHasAPathOrAProblem() {
    List<Line> found = new ArrayList<>();
    for (Line line : TABLE) {
      found.add(
          new Line(
              line.name,
              line.size,
              told(new KeyPlacement("p/", false), line),
              told(new KeyPlacement("p/", true), line)));
    }
    assertThat(found).isEqualTo(TABLE);
  }

  @Test
  void anEncodedPathGivesItsKeyBack() {
    for (Line line : TABLE) {
      PlacedObject placed = new KeyPlacement("", true).place(object(line.name, line.size));
      boolean renamed = placed.problem().isEmpty() && !line.name.startsWith(placed.path());
      if (renamed) {
        String back = URLDecoder.decode(placed.name().replace("+", "%2B"), StandardCharsets.UTF_8);
        assertThat(line.name).isIn(back, back + "/");
      }
    }
  }

  private static String told(KeyPlacement placement, Line line) {
    PlacedObject placed = placement.place(object("p/" + line.name, line.size));
    return placed
        .problem()
        .map(problem -> problem.kind().code())
        .orElseGet(() -> placed.kind() + " " + placed.path());
  }

  private static RestoreObject object(String key, long size) {
    return new RestoreObject(
        key,
        size,
        Optional.of(new ETag("opaque")),
        ETagWorth.TRANSPARENT,
        false,
        Optional.empty(),
        Optional.empty());
  }
}
