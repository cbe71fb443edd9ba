package io.stocktake.executor.restore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.executor.RunReport;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.catalogue.EntryAttributes;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.restore.LocalState;
import io.stocktake.manifests.restore.RestoreAction;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.restore.RestoreEntry;
import io.stocktake.manifests.restore.RestorePlan;
import io.stocktake.manifests.restore.RestoreReason;
import io.stocktake.manifests.restore.RestoreRow;
import io.stocktake.manifests.restore.RestoreStamp;
import io.stocktake.manifests.restore.RestoreWriter;
import io.stocktake.manifests.source.FileId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A restore plan in the making, its bucket and its target. */
final class TestRestore {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-30T07:00:00Z"), ZoneOffset.UTC);
  static final String TRASH = RestoreExecutor.TRASH + "/20261130T070000Z/";

  final MemoryReader bucket = new MemoryReader();
  final Path target;
  private final Path base;
  private final TreeSet<RestoreRow> rows = new TreeSet<>(RestoreRow.ORDER);
  private int plans;

  /** Requests at the same time. */
  int requests = 16;

  TestRestore(Path base) throws IOException {
    this.base = base;
    this.target = Files.createDirectories(base.resolve("target"));
  }

  TestRestore object(String key, String content) {
    return object(key, content.getBytes(UTF_8));
  }

  TestRestore object(String key, byte[] content) {
    bucket.put(key, content, Map.of());
    return this;
  }

  Path file(String path, String content) throws IOException {
    Path file = target.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  TestRestore fetch(String path) throws IOException {
    return row(RestoreAction.FETCH, path, path);
  }

  TestRestore link(String path, String text) throws IOException {
    object(path + ".rclonelink", text);
    return row(RestoreAction.LINK, path, path + ".rclonelink");
  }

  TestRestore directory(String path) throws IOException {
    return row(RestoreAction.MAKE_DIRECTORY, path, path + "/");
  }

  TestRestore remove(String path) throws IOException {
    return row(RestoreAction.REMOVE, path, "");
  }

  private TestRestore row(RestoreAction action, String path, String key) throws IOException {
    Optional<MemoryReader.Stored> object = Optional.ofNullable(bucket.get(key));
    rows.add(
        new RestoreRow(
            action,
            action == RestoreAction.REMOVE ? RestoreReason.EXTRA : RestoreReason.MISSING,
            path,
            object.map(o -> (long) o.content().length).orElse(0L),
            object.map(o -> new RestoreRow.Source(new ObjectKey(key), o.etag(), Optional.empty())),
            action == RestoreAction.MAKE_DIRECTORY ? LocalState.ABSENT : state(path)));
    return this;
  }

  /** A row of a snapshot: with attributes, and perhaps a link. */
  TestRestore known(
      RestoreAction action, String path, long size, EntryAttributes attributes, String link)
      throws IOException {
    String key = action == RestoreAction.HARD_LINK ? "other name of " + path : path;
    Optional<MemoryReader.Stored> object = Optional.ofNullable(bucket.get(key));
    rows.add(
        new RestoreRow(
            action,
            RestoreReason.MISSING,
            path,
            size,
            object.map(o -> new RestoreRow.Source(new ObjectKey(key), o.etag(), Optional.empty())),
            action == RestoreAction.MAKE_DIRECTORY ? LocalState.ABSENT : state(path),
            Optional.of(
                new RestoreEntry(attributes, Optional.of(link).filter(l -> !l.isEmpty())))));
    return this;
  }

  LocalState state(String path) throws IOException {
    Path file = target.resolve(path);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return LocalState.ABSENT;
    }
    BasicFileAttributes now =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return LocalState.of(now.size(), now.lastModifiedTime().toInstant(), FileId.of(now));
  }

  RestoreBundle seal() throws IOException {
    Path plan = base.resolve("plan" + plans++);
    try (RestoreWriter writer = RestoreWriter.create(plan)) {
      for (RestoreRow row : rows) {
        writer.row(row);
      }
      writer.seal(
          new RestorePlan.Source("bucket", "", ""),
          new RestorePlan.Target(target.toString(), 0, 0, 0),
          new Plan.Inventory("live", "2026-11-01T00:00:00Z", "0".repeat(32), 0, 0, true),
          Map.of(),
          new RestoreStamp(Instant.parse("2026-11-01T00:00:00Z"), "test", List.of()));
    }
    return RestoreBundle.open(plan);
  }

  RestoreExecutor executor(RestoreBundle plan, RestoreOptions options) {
    return new RestoreExecutor(
        plan, target, bucket, options, RequestThrottle.free(requests), CLOCK);
  }

  RunReport run(RestoreBundle plan) throws IOException {
    return executor(plan, options(4, 1000, true, false)).run("test");
  }

  /** What is below a directory: contents by path, of links their text, of directories nothing. */
  static Map<String, String> tree(Path root) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.filter(p -> !p.equals(root)).toList()) {
        all.put(root.relativize(path).toString(), content(path));
      }
    }
    return all;
  }

  private static String content(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "-> " + Files.readSymbolicLink(path);
    }
    return Files.isDirectory(path) ? "/" : Files.readString(path, ISO_8859_1);
  }

  static RestoreOptions options(
      int concurrency, int giveUpAfter, boolean trash, boolean specialBits) {
    RestoreOptions defaults = RestoreOptions.DEFAULTS;
    return new RestoreOptions(
        concurrency, giveUpAfter, defaults.attempts(), trash, specialBits, defaults.stopGrace());
  }
}
