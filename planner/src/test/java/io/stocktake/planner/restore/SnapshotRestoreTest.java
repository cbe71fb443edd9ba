package io.stocktake.planner.restore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.CatalogueObject;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.EntryAttributes;
import io.stocktake.manifests.catalogue.EntryKind;
import io.stocktake.manifests.catalogue.ObjectEvidence;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.restore.RestoreEntry;
import io.stocktake.manifests.restore.RestoreRow;
import io.stocktake.manifests.testing.SealedSnapshots;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanRequest;
import io.stocktake.planner.restore.resolve.ExistingPolicy;
import io.stocktake.planner.restore.source.SnapshotObjects;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restore plans of snapshots: directories, links, hard links and attributes. */
class SnapshotRestoreTest {
  private static final Instant TIME = Instant.parse("2026-11-01T00:00:00Z");
  private static final String UNIX = "unix:mode,uid,gid,lastModifiedTime,nlink,ino";

  @TempDir private Path temp;
  private Path source;
  private Path target;
  private final TreeSet<CatalogueRow> extra = new TreeSet<>(CatalogueRow.ORDER);
  private ExistingPolicy existing = ExistingPolicy.CHANGED;
  private boolean delete;
  private int plans;

  @BeforeEach
  void makeSource() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
    target = temp.resolve("target");
    file("d/f", "1");
    file("d/g", "22");
    Files.createLink(source.resolve("z"), source.resolve("d/g"));
    Files.createLink(source.resolve("d/h"), source.resolve("d/g"));
    Files.createDirectories(source.resolve("e/empty"));
    Files.createSymbolicLink(source.resolve("l"), Path.of("../d/ü"));
    age(source);
  }

  @Test
  void anEmptyTargetGetsEverything() throws Exception {
    RestoreBundle bundle = plan();
    assertThat(order(bundle))
        .containsExactly(
            "make-directory missing .",
            "make-directory missing d",
            "fetch missing d/f",
            "fetch missing d/g",
            "hard-link missing d/h = d/g",
            "make-directory missing e",
            "make-directory missing e/empty",
            "hard-link missing z = d/g",
            "link missing l = ../d/ü");
    RestoreRow link = row(bundle, "l");
    assertThat(link.object()).isEmpty();
    RestoreEntry entry = row(bundle, "d/f").entry().orElseThrow();
    Map<String, Object> found = Files.readAttributes(source.resolve("d/f"), UNIX);
    assertThat(entry.attributes().mode()).isEqualTo(found.get("mode"));
    assertThat(entry.attributes().mtime())
        .isEqualTo(((FileTime) found.get("lastModifiedTime")).toInstant());
    assertThat(row(bundle, "d").entry()).isPresent();
    assertThat(bundle.plan().inventory().manifest()).startsWith("2026-11-01T00-00-00Z-");
  }

  @Test
  void anEqualTreeNeedsNothing() throws Exception {
    copySource();
    delete = true;
    RestoreBundle bundle = plan();
    assertThat(order(bundle)).isEmpty();
    assertThat(bundle.plan().target().same()).isEqualTo(5);
  }

  @Test
  void attributesAreSetWithoutFetching() throws Exception {
    copySource();
    Files.setAttribute(target.resolve("d/f"), "unix:mode", 0600);
    Files.setLastModifiedTime(target.resolve("e"), FileTime.from(TIME));
    RestoreBundle bundle = plan();
    assertThat(order(bundle))
        .containsExactly(
            "make-directory attributes .",
            "make-directory attributes d",
            "set-attributes attributes d/f",
            "make-directory attributes e");
    assertThat(row(bundle, "d/f").local().file()).isPresent();
  }

  @Test
  void extendedAttributesAreCompared() throws Exception {
    userAttribute(source.resolve("d/f"), "1");
    userAttribute(source.resolve("e"), "2");
    copySource();
    assertThat(order(plan())).isEmpty();
    userAttribute(target.resolve("d/f"), "3");
    userAttribute(target.resolve("e"), "4");
    assertThat(order(plan()))
        .containsExactly(
            "make-directory attributes .",
            "make-directory attributes d",
            "set-attributes attributes d/f",
            "make-directory attributes e");
  }

  private static void userAttribute(Path path, String value) throws IOException {
    Files.getFileAttributeView(path, UserDefinedFileAttributeView.class)
        .write("x", ByteBuffer.wrap(value.getBytes(ISO_8859_1)));
  }

  @Test
  void directoriesAboveAChangeGetTheirTimesAgain() throws Exception {
    copySource();
    Files.delete(target.resolve("e/empty"));
    Files.setLastModifiedTime(target.resolve("e"), mtime(source.resolve("e")));
    Files.delete(target.resolve("d/f"));
    Files.setLastModifiedTime(target.resolve("d"), mtime(source.resolve("d")));
    assertThat(order(plan()))
        .containsExactly(
            "make-directory attributes .",
            "make-directory attributes d",
            "fetch missing d/f",
            "make-directory attributes e",
            "make-directory missing e/empty");
  }

  @Test
  void aSecondNameThatIsAFileOfItsOwnIsLinkedAgain() throws Exception {
    copySource();
    Files.delete(target.resolve("z"));
    Files.writeString(target.resolve("z"), "22");
    Files.setLastModifiedTime(target.resolve("z"), mtime(source.resolve("z")));
    assertThat(order(plan()))
        .containsExactly("make-directory attributes .", "hard-link attributes z = d/g");
  }

  @Test
  void existingFilesThatAreLeftAloneKeepTheirAttributes() throws Exception {
    copySource();
    Files.setAttribute(target.resolve("d/f"), "unix:mode", 0600);
    Files.setLastModifiedTime(target.resolve("e"), FileTime.from(TIME));
    existing = ExistingPolicy.SKIP;
    assertThat(order(plan())).isEmpty();
  }

  @Test
  void whatIsLeftAloneDoesNotDisturbTheOrder() throws Exception {
    copySource();
    Path left = target.resolve("d/f");
    FileTime before = mtime(left);
    Files.writeString(left, "2");
    Files.setLastModifiedTime(left, before);
    Files.setLastModifiedTime(target.resolve("d"), mtime(source.resolve("d")));
    Files.setAttribute(target.resolve("e"), "unix:mode", 0700);
    existing = ExistingPolicy.NEWER;
    assertThat(order(plan()))
        .containsExactly(
            "make-directory attributes .",
            "make-directory attributes d",
            "none exists d/f",
            "make-directory attributes e");
  }

  @Test
  void aLinkThatDiffersIsTreatedAsThePolicySays() throws Exception {
    copySource();
    Files.delete(target.resolve("l"));
    Files.createSymbolicLink(target.resolve("l"), Path.of("elsewhere"));
    existing = ExistingPolicy.REFUSE;
    assertThatThrownBy(this::plan)
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("l differs from its object, and no existing file may");
    existing = ExistingPolicy.OVERWRITE;
    assertThat(order(plan()))
        .containsExactly("make-directory attributes .", "link differs l = ../d/ü");
  }

  @Test
  void whatNoObjectHoldsIsNamed() throws Exception {
    EntryAttributes plain = attributes(source.resolve("d/f"));
    Bytes odd = Bytes.of(new String(new char[] {'o', 'd', 'd', 255}).getBytes(ISO_8859_1));
    extra.add(entry("p/pending", Optional.empty(), EntryKind.FILE, plain, Optional.empty()));
    extra.add(entry("p/pipe", Optional.empty(), EntryKind.SPECIAL, plain, Optional.empty()));
    extra.add(entry("p/odd", Optional.of(odd), EntryKind.DIRECTORY, plain, Optional.empty()));
    extra.add(entry("p/oddlink", Optional.empty(), EntryKind.LINK, plain, Optional.of(odd)));
    extra.add(entry("p/d/f/x/", Optional.empty(), EntryKind.DIRECTORY, plain, Optional.empty()));
    Map<String, String> problems = new TreeMap<>();
    plan().problems(p -> problems.put(p.path(), p.kind().code()) == null);
    assertThat(problems)
        .isEqualTo(
            Map.of(
                "pending", "object-unknown",
                "pipe", "special-file",
                "odd\ufffd", "key-is-no-path",
                "oddlink", "key-is-no-path",
                "d/f", "path-collision"));
  }

  @Test
  void aSnapshotOfAnotherPlaceIsRefused() {
    assertThatThrownBy(() -> plan("s3://other/p"))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("the snapshot 2026-11-01T00-00-00Z-01234567 lists the bucket bucket");
    assertThatThrownBy(() -> plan("s3://bucket/q"))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("is of the keys below p/ alone");
  }

  private Path file(String path, String content) throws IOException {
    Path file = source.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private static void age(Path root) throws IOException {
    List<Path> paths;
    try (var walk = Files.walk(root)) {
      paths = walk.toList();
    }
    for (int i = paths.size() - 1; i > 0; i--) {
      if (!Files.isSymbolicLink(paths.get(i))) {
        Files.setLastModifiedTime(
            paths.get(i), FileTime.from(TIME.plusSeconds(i * 100L).plusNanos(i)));
      }
    }
  }

  /** With attributes and hard links. */
  private void copySource() throws Exception {
    int exit =
        new ProcessBuilder("cp", "-a", source.toString(), target.toString()).start().waitFor();
    assertThat(exit).isZero();
  }

  private static FileTime mtime(Path path) throws IOException {
    return Files.getLastModifiedTime(path);
  }

  private RestoreBundle plan() throws Exception {
    return plan("s3://bucket/p");
  }

  private RestoreBundle plan(String from) throws Exception {
    RestoreOptions options =
        new RestoreOptions(
            Optional.empty(), existing, delete, false, RestoreOptions.Comparison.defaults());
    return RestorePlanner.plan(
        new RestoreRequest(
            S3Location.parse(from),
            snapshot(rows()),
            target,
            Optional.empty(),
            temp.resolve("plan" + plans++),
            options,
            new PlanRequest.Stamp(Clock.systemUTC(), "test")),
        new PlanProgress());
  }

  private static List<String> order(RestoreBundle bundle) throws IOException {
    List<String> rows = new ArrayList<>();
    bundle.rows(
        (ordinal, row) ->
            rows.add(
                row.action().code()
                    + " "
                    + row.reason().code()
                    + " "
                    + row.path()
                    + row.entry()
                        .flatMap(RestoreEntry::link)
                        .filter(link -> !row.action().code().startsWith("set"))
                        .map(link -> " = " + link)
                        .orElse("")));
    return rows;
  }

  private static RestoreRow row(RestoreBundle bundle, String path) throws IOException {
    List<RestoreRow> found = new ArrayList<>();
    bundle.rows((ordinal, row) -> !row.path().equals(path) || found.add(row));
    return found.get(0);
  }

  /** The catalogue of the source, by looking at it. */
  private SortedSet<CatalogueRow> rows() throws IOException {
    SortedSet<CatalogueRow> rows = new TreeSet<>(extra);
    try (var walk = Files.walk(source)) {
      for (Path path : walk.toList()) {
        String key = "p/" + source.relativize(path);
        EntryAttributes attributes = attributes(path);
        if (Files.isSymbolicLink(path)) {
          Bytes text = Bytes.of(Files.readSymbolicLink(path).toString());
          rows.add(entry(key, Optional.empty(), EntryKind.LINK, attributes, Optional.of(text)));
        } else if (Files.isDirectory(path)) {
          rows.add(
              entry(
                  key.endsWith("/") ? key : key + "/",
                  Optional.empty(),
                  EntryKind.DIRECTORY,
                  attributes,
                  Optional.empty()));
        } else {
          CatalogueRow row =
              new CatalogueRow(
                  key,
                  Optional.empty(),
                  EntryKind.FILE,
                  Files.size(path),
                  attributes,
                  Optional.empty(),
                  Optional.empty());
          rows.add(
              row.heldBy(
                  new CatalogueObject(
                      new ETag(Digests.md5(path)), Optional.of("v1"), ObjectEvidence.COMPARED)));
        }
      }
    }
    return rows;
  }

  private static CatalogueRow entry(
      String key,
      Optional<Bytes> path,
      EntryKind kind,
      EntryAttributes attributes,
      Optional<Bytes> link) {
    return new CatalogueRow(key, path, kind, 0, attributes, link, Optional.empty());
  }

  private static EntryAttributes attributes(Path path) throws IOException {
    Map<String, Object> found = Files.readAttributes(path, UNIX, LinkOption.NOFOLLOW_LINKS);
    boolean shared = !Files.isDirectory(path) && (int) found.get("nlink") > 1;
    return new EntryAttributes(
        (int) found.get("mode"),
        (int) found.get("uid"),
        (int) found.get("gid"),
        "",
        "",
        ((FileTime) found.get("lastModifiedTime")).toInstant(),
        shared ? (long) found.get("ino") : 0,
        extended(path));
  }

  private static Map<String, Bytes> extended(Path path) throws IOException {
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
    Map<String, Bytes> all = new TreeMap<>();
    if (!Files.isSymbolicLink(path)) {
      for (String name : view.list()) {
        ByteBuffer value = ByteBuffer.allocate(view.size(name));
        view.read(name, value);
        all.put("user." + name, Bytes.of(value.array()));
      }
    }
    return all;
  }

  private SnapshotObjects snapshot(SortedSet<CatalogueRow> rows) throws IOException {
    SealedSnapshots snapshots = new SealedSnapshots(temp.resolve("snapshots" + plans));
    return new SnapshotObjects(snapshots.folder(), snapshots.seal(TIME, rows));
  }
}
