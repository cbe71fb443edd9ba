package io.stocktake.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.batch.ContentChecksum;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.rules.EncryptedNames;
import io.stocktake.manifests.rules.PropertyRule;
import io.stocktake.manifests.rules.PropertyRules;
import io.stocktake.planner.TestDelivery.Row;
import io.stocktake.planner.files.Stat;
import io.stocktake.planner.reconcile.OrphanPolicy;
import io.stocktake.planner.reconcile.UndecidedPolicy;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanRequest;
import io.stocktake.planner.request.SourceSelection;
import io.stocktake.planner.rules.EncryptionRules;
import io.stocktake.planner.rules.ObjectRules;
import io.stocktake.planner.rules.TagRules;
import io.stocktake.planner.source.AttributePolicy;
import io.stocktake.planner.source.MemoryTree;
import io.stocktake.planner.source.filter.FileFilter;
import io.stocktake.planner.source.filter.FilterBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans of files that are encrypted before they leave: each object is 100 bytes longer. */
class EncryptedFilesTest extends PlannedSides {
  private static final String KEY = "0123456789ABCDEF0123456789ABCDEF01234567";
  private static final int OVERHEAD = 100;

  @Test
  void anEncryptedFileHasItsOwnKeyAndItsSizeProvesAChange() throws Exception {
    file("private/new", "12345");
    file("private/other size", "12345");
    file("private/same size", "12345");
    file("public/a", "12345");
    encrypted("private/other size", 6, "e1");
    encrypted("private/same size", 5, "e2");
    object("p/public/a", "12345");

    Map<String, PlanRow> rows = rows(plan(encrypting("private/**")));

    assertThat(reasons(rows))
        .isEqualTo(
            Map.of(
                "p/private/new.gpg", Reason.NEW,
                "p/private/other size.gpg", Reason.SIZE,
                "p/private/same size.gpg", Reason.ENCRYPTED));
    PlanRow added = rows.get("p/private/new.gpg");
    assertThat(added.path()).isEqualTo("private/new");
    assertThat(added.size()).as("of the file").isEqualTo(5);
    assertThat(rows.get("p/private/same size.gpg").action()).isEqualTo(Action.NONE);
    assertThat(reasons(rows(plan(encrypting("private/**").withUndecided(UndecidedPolicy.UPLOAD)))))
        .containsEntry("p/private/same size.gpg", Reason.ENCRYPTED);
  }

  @Test
  void whatWasSentIsKnownByTheLedgerAndNotReadAgain() throws Exception {
    clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    state = Optional.of(temp.resolve("state"));
    Path same = file("same", "12345");
    Path edited = file("edited", "12345");
    Path unknown = file("read again", "12345");
    for (String name : List.of("same", "edited", "read again")) {
      encrypted(name, 5, name);
    }
    String before = stamp(edited);
    Files.delete(edited);
    file("edited", "1234x");
    checksums =
        List.of(
            (bucket, sink) -> {
              sink.take(sent("same", stamp(same)));
              sink.take(sent("edited", before));
              sink.take(sent("read again", ""));
            });

    PlanBundle first = plan(encrypting("**"));

    Map<String, PlanRow> rows = rows(first);
    assertThat(reasons(rows)).isEqualTo(Map.of("p/edited.gpg", Reason.CHECKSUM));
    assertThat(rows.get("p/edited.gpg").content())
        .as("no digest of what is sent is known before")
        .isEmpty();
    assertThat(rows.get("p/edited.gpg").guard()).hasToString(md5("edited"));
    assertThat(first.plan().compared().hashed()).as("edited, and read again").isEqualTo(2);

    checksums = List.of();
    PlanBundle second = plan(encrypting("**"));
    assertThat(reasons(rows(second))).isEqualTo(Map.of("p/edited.gpg", Reason.ENCRYPTED));
    assertThat(second.plan().compared().hashed()).isZero();
    assertThat(unknown).exists();
  }

  @Test
  void aDamagedFileIsNotSentOverWhatItWas() throws Exception {
    clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    state = Optional.of(temp.resolve("state"));
    Path file = file("a", "damag");
    encrypted("a", 5, "a");
    checksums = List.of((bucket, sink) -> sink.take(sent("a", stamp(file))));
    assertThat(rows(plan(encrypting("**")))).as("believed: nothing shows the damage").isEmpty();

    assertThat(reasons(rows(plan(encrypting("**").withRehash(1)))))
        .isEqualTo(Map.of("p/a.gpg", Reason.SILENT_CHANGE));
    assertThat(reasons(rows(plan(encrypting("**")))))
        .isEqualTo(Map.of("p/a.gpg", Reason.SILENT_CHANGE));
  }

  @Test
  void filtersAndOrphansGoByTheNameOfTheFile() throws Exception {
    file("kept.tmp", "1");
    file("a", "12345");
    encrypted("a", 5, "a");
    encrypted("kept.tmp", 1, "b");
    encrypted("gone", 7, "c");
    objects.add(Row.current("p/a", 5, md5("12345")));
    FilterBuilder filters = new FilterBuilder();
    filters.pattern(false, "*.tmp");
    SourceSelection selection =
        new SourceSelection(
            filters.rules(),
            FileFilter.NONE,
            false,
            Optional.empty(),
            Optional.empty(),
            AttributePolicy.NONE);

    PlanBundle plan =
        plan(encrypting("**").withOrphans(OrphanPolicy.DELETE).withSelection(selection));

    assertThat(reasons(rows(plan)))
        .isEqualTo(
            Map.of(
                "p/a.gpg", Reason.ENCRYPTED,
                "p/a", Reason.ORPHAN,
                "p/gone.gpg", Reason.ORPHAN));
  }

  @ParameterizedTest
  @CsvSource({"secret, UNREADABLE_DIRECTORY", "secret/a, UNREADABLE_FILE"})
  void theObjectsOfWhatCannotBeReadAreNotOrphans(String name, Problem.Kind kind) throws Exception {
    encrypted("secret/a", 5, "a");
    MemoryTree tree = new MemoryTree().with("b", new byte[3]).unreadable(name, kind);
    PlanRequest request =
        request(
            encrypting("**").withOrphans(OrphanPolicy.DELETE),
            S3Location.parse("s3://bucket/p"),
            source);
    Planner.plan(request, tree, new PlanProgress());

    assertThat(reasons(rows(PlanBundle.open(request.out()))))
        .isEqualTo(Map.of("p/b.gpg", Reason.NEW));
  }

  @Test
  void aSkippedLinkShadowsTheObjectOfTheFileItMayHaveBeen() throws Exception {
    file("a", "12345");
    Files.createSymbolicLink(source.resolve("link"), Path.of("a"));
    encrypted("link", 5, "was a file");
    encrypted("link/below", 5, "or a directory");

    PlanBundle plan = plan(encrypting("**").withOrphans(OrphanPolicy.DELETE));

    assertThat(reasons(rows(plan))).isEqualTo(Map.of("p/a.gpg", Reason.NEW));
  }

  @Test
  void twoFilesOfOneKeyAreACollision() throws Exception {
    file("a.jpg", "12345");
    file("a.jpg.gpg", "another");

    PlanBundle plan = plan(encrypting("**.jpg"));

    assertThat(Stream.of("a.jpg", "a.jpg.gpg"))
        .anyMatch(path -> problemsOf(plan).containsKey(path));
    assertThat(rows(plan).values()).noneMatch(row -> row.action() == Action.UPLOAD);
  }

  private static Map<String, ?> problemsOf(PlanBundle plan) {
    try {
      return problems(plan);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static PlanOptionsFixture encrypting(String pattern) {
    PropertyRules rules =
        new PropertyRules(List.of(PropertyRule.parse(pattern + " encrypt-to=" + KEY)));
    return OPTIONS.withRules(
        new ObjectRules(
            TagRules.NONE,
            rules,
            false,
            new EncryptionRules(
                new EncryptedNames(rules), (recipients, bytes) -> bytes + OVERHEAD, "keys")));
  }

  private void encrypted(String name, int bytes, String etag) {
    objects.add(Row.current("p/" + name + ".gpg", bytes + OVERHEAD, md5(etag)));
  }

  private static ContentChecksum sent(String name, String stamp) {
    return new ContentChecksum(
        "bucket",
        new ObjectKey("p/" + name + ".gpg"),
        new ETag(md5(name)),
        new ETag(md5("12345")),
        stamp);
  }

  private static String stamp(Path file) throws IOException {
    var identity = Stat.of(file, Stat.Detail.IDENTITY).identity().orElseThrow();
    return identity.inode() + " " + identity.changed();
  }
}
