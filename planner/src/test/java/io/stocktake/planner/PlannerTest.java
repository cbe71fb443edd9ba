package io.stocktake.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.StocktakeException.Kind;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.PlanWriter;
import io.stocktake.manifests.inventory.InventoryDelivery;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.Plan.Coverage;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.rules.PropertyRules;
import io.stocktake.manifests.safety.DeleteLimits;
import io.stocktake.manifests.safety.RequiredFiles;
import io.stocktake.manifests.safety.Safety;
import io.stocktake.planner.TestDelivery.Row;
import io.stocktake.planner.compare.output.PlanCollector;
import io.stocktake.planner.compare.output.SideInputs;
import io.stocktake.planner.compare.output.UnprovenKeys;
import io.stocktake.planner.reconcile.OrphanPolicy;
import io.stocktake.planner.reconcile.UndecidedPolicy;
import io.stocktake.planner.request.CopyFrom;
import io.stocktake.planner.request.KeyMapping;
import io.stocktake.planner.request.KeyNaming.UnicodeForm;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanRequest;
import io.stocktake.planner.rules.EncryptionRules;
import io.stocktake.planner.rules.ObjectRules;
import io.stocktake.planner.rules.TagRule;
import io.stocktake.planner.rules.TagRules;
import io.stocktake.planner.source.LinkPolicy;
import io.stocktake.planner.source.filter.FilterRules;
import io.stocktake.planner.source.filter.FilterUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlannerTest extends PlannedSides {
  @Test
  void everyVerdict() throws Exception {
    file("same", "12345");
    object("p/same", "12345");
    file("new", "1");
    file("longer", "123456");
    object("p/longer", "12345");
    file("edited", "abcde");
    object("p/edited", "12345");
    object("p/orphan", "12345");
    object("outside-the-prefix", "1");
    object("p/folder/", "");
    file("kms", "12345");
    objects.add(new Row("p/kms", 5L, md5("other"), "SSE-KMS", null, null, null));
    file("twice", "1");
    object("p/twice", "1");
    object("p/twice", "1");
    file("multipart", "12345");
    objects.add(new Row("p/multipart", 5L, md5("other") + "-1", "SSE-S3", null, null, null));

    Map<String, PlanRow> rows = rows(plan(DELETE));

    assertThat(reasons(rows))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "p/new", Reason.NEW,
                "p/longer", Reason.SIZE,
                "p/edited", Reason.CONTENT,
                "p/orphan", Reason.ORPHAN,
                "p/kms", Reason.ENCRYPTED,
                "p/twice", Reason.AMBIGUOUS,
                "p/multipart", Reason.PART_SIZE_UNKNOWN));
    assertThat(rows.get("p/new").guard()).hasToString("absent");
    assertThat(rows.get("p/longer").guard()).hasToString(md5("12345"));
    assertThat(rows.get("p/edited").content().orElseThrow()).hasToString(md5("abcde"));
    assertThat(rows.get("p/orphan").action()).isEqualTo(Action.DELETE);
    assertThat(rows.get("p/orphan").guard()).hasToString(md5("12345"));
    assertThat(rows.get("p/kms").action()).isEqualTo(Action.NONE);
  }

  @Test
  void undecidedFilesAreUploadedOnRequestUnderTheirGuard() throws Exception {
    file("kms", "12345");
    objects.add(new Row("p/kms", 5L, md5("other"), "SSE-KMS", null, null, null));
    PlanOptionsFixture upload = OPTIONS.withUndecided(UndecidedPolicy.UPLOAD).withGzip(true);
    PlanRow row = rows(plan(upload)).get("p/kms");
    assertThat(row.action()).isEqualTo(Action.UPLOAD);
    assertThat(row.guard()).hasToString(md5("other"));
  }

  @Test
  void sameInputsSamePlan() throws Exception {
    for (int i = 0; i < 300; i++) {
      file("d" + i % 7 + "/f" + i, "x" + i);
      object("p/gone" + i, "y");
    }
    PlanRequest once = request(DELETE, S3Location.parse("s3://bucket/p"), source);
    PlanRequest again =
        new PlanRequest(
            source,
            once.destination(),
            PlanRequest.Evidence.of(once.inventory()),
            Optional.empty(),
            temp.resolve("again"),
            DELETE.options(),
            new PlanRequest.Stamp(CLOCK, "test"));
    Planner.plan(once, new PlanProgress());
    Planner.plan(again, new PlanProgress());
    assertThat(PlanBundle.open(again.out()).digest())
        .isEqualTo(PlanBundle.open(once.out()).digest());
  }

  @Test
  void tagsGoToTheObjectsThatTheRulesAreFor() throws Exception {
    file("photos/same", "12345");
    object("p/photos/same", "12345");
    file("photos/new", "1");
    file("other/same", "12345");
    object("p/other/same", "12345");
    object("p/photos/orphan", "2");
    List<TagRule> rules =
        List.of(
            TagRule.parse("photos/ Backup=Incremental \"Owner=Media Team\""),
            TagRule.parse("photos/* on:new Backup=Full"),
            TagRule.parse("on:orphan Left=over"));

    Map<String, PlanRow> kept =
        rows(
            plan(
                OPTIONS.withRules(
                    new ObjectRules(new TagRules(rules, false), PropertyRules.NONE, false))));
    assertThat(kept).containsOnlyKeys("p/photos/same", "p/photos/new", "p/photos/orphan");
    assertThat(kept.get("p/photos/same").action()).isEqualTo(Action.ADD_TAGS);
    assertThat(kept.get("p/photos/same").reason()).isEqualTo(Reason.SAME);
    assertThat(kept.get("p/photos/same").guard()).hasToString(md5("12345"));
    assertThat(kept.get("p/photos/same").tags())
        .hasToString("Backup=Incremental&Owner=Media%20Team");
    assertThat(kept.get("p/photos/new").action()).isEqualTo(Action.UPLOAD);
    assertThat(kept.get("p/photos/new").tags()).hasToString("Backup=Full&Owner=Media%20Team");
    assertThat(kept.get("p/photos/orphan").tags()).hasToString("Left=over");

    Map<String, PlanRow> replaced =
        rows(
            plan(
                DELETE.withRules(
                    new ObjectRules(new TagRules(rules, true), PropertyRules.NONE, false))));
    assertThat(replaced.get("p/photos/same").action()).isEqualTo(Action.TAG);
    assertThat(replaced.get("p/photos/orphan").action()).isEqualTo(Action.DELETE);
  }

  @Test
  void whatAnotherBucketHoldsIsCopiedInsteadOfUploaded() throws Exception {
    file("new", "12345");
    file("changed", "abcde");
    object("p/changed", "12345");
    file("other content", "12345");
    file("archived", "12345");
    file("same", "1");
    object("p/same", "1");
    TestDelivery old =
        new TestDelivery(
            Files.createDirectory(temp.resolve("old")), "old-bucket", TestDelivery.WITH_CLASSES);
    old.file(
        List.of(
            Row.current("was/new", 5, md5("12345")),
            Row.current("was/changed", 5, md5("abcde")),
            Row.current("was/other content", 5, md5("other")),
            Row.current("was/archived", 5, md5("12345")).in("GLACIER"),
            Row.current("was/same", 1, md5("1"))));
    copyFrom =
        Optional.of(new CopyFrom(S3Location.parse("s3://old-bucket/was"), old.open(), false));

    PlanBundle bundle = plan(OPTIONS);
    assertThat(bundle.plan().copySourceScanned()).isEqualTo("2026-11-01T01:00:00Z");
    assertThat(bundle.plan().options()).containsEntry("copy-from", "s3://old-bucket/was/");
    Map<String, PlanRow> rows = rows(bundle);

    PlanRow copied = rows.get("p/new");
    assertThat(copied.action()).isEqualTo(Action.COPY);
    assertThat(copied.guard()).hasToString("absent");
    assertThat(copied.copySource().orElseThrow().bucket()).isEqualTo("old-bucket");
    assertThat(copied.copySource().orElseThrow().key()).hasToString("was/new");
    assertThat(copied.copySource().orElseThrow().etag()).hasToString(md5("12345"));
    assertThat(rows.get("p/changed").action()).isEqualTo(Action.COPY);
    assertThat(rows.get("p/changed").guard()).hasToString(md5("12345"));
    assertThat(rows.get("p/other content").action()).isEqualTo(Action.UPLOAD);
    assertThat(rows.get("p/archived").reason()).isEqualTo(Reason.ARCHIVED);
    assertThat(rows.get("p/archived").action()).isEqualTo(Action.NONE);
    assertThat(rows).doesNotContainKey("p/same");
  }

  @Test
  void orphansMayBeTaggedForExpiryInsteadOfDeleted() throws Exception {
    file("a", "1");
    object("p/orphan", "12345");
    PlanRow row = rows(plan(OPTIONS.withOrphans(OrphanPolicy.EXPIRE))).get("p/orphan");
    assertThat(row.action()).isEqualTo(Action.ADD_TAGS);
    assertThat(row.tags()).isEqualTo(TagSet.EXPIRE);
    assertThat(row.guard()).hasToString(md5("12345"));
  }

  @Test
  void moreOrphansThanAllowedAreRefused() throws Exception {
    file("a", "1");
    object("p/a", "1");
    object("p/b", "2");
    object("p/c", "3");
    for (String limit : List.of("1", "0", "66%", "0.5%")) {
      PlanOptionsFixture options = DELETE.withMaxDelete(DeleteLimits.parse(limit));
      assertFails(options, Kind.REFUSED, "2 of 3 objects below s3://bucket/p/ would be deleted");
      assertFails(
          options.withOrphans(OrphanPolicy.EXPIRE), Kind.REFUSED, "more than the limit " + limit);
      assertThat(rows(plan(options.withOrphans(OrphanPolicy.LEAVE)))).isEmpty();
    }
    for (String limit : List.of("2", "67%", "100%")) {
      assertThat(rows(plan(DELETE.withMaxDelete(DeleteLimits.parse(limit))))).hasSize(2);
    }
  }

  @Test
  void limitsAreOnBytesAndOnPrefixesTooAndHoldTogether() throws Exception {
    file("a", "1");
    object("p/a", "1");
    object("p/images/b", "22");
    object("p/images/c", "333");
    object("p/texts,old/d=e", "4444");
    for (String limit :
        List.of(
            "8B",
            "8.5B",
            "100,images/=1",
            "images/=2,texts,old/=0",
            "images/=99%",
            "texts=3B",
            "images/=4B,100%",
            "texts,old/d==0")) {
      assertFails(
          DELETE.withMaxDelete(DeleteLimits.parse(limit)), Kind.REFUSED, "more than the limit ");
    }
    for (String limit :
        List.of("9B", "1KiB,3", "images/=2,images/=5B,texts=1", "images/=100%", "other/=0")) {
      assertThat(rows(plan(DELETE.withMaxDelete(DeleteLimits.parse(limit))))).hasSize(3);
    }
  }

  @Test
  void anInventoryOlderThanAllowedIsRefusedAndOneOlderThanTwoDaysIsWorthANote() throws Exception {
    file("a", "1");
    object("p/a", "1");
    Instant scanned = Instant.parse(plan(OPTIONS).plan().inventory().scanned());
    Duration age = Duration.between(scanned, CLOCK.instant());
    assertFails(
        OPTIONS.withMaxInventoryAge(age.minusSeconds(1)), Kind.REFUSED, Safety.words(age) + " old");
    assertThat(plan(OPTIONS.withMaxInventoryAge(age)).plan().notes()).isEmpty();
    assertThat(plan(OPTIONS).plan().notes()).isEmpty();
    clock = Clock.fixed(scanned.plus(Safety.OLD).plusSeconds(1), ZoneOffset.UTC);
    assertThat(plan(OPTIONS).plan().notes()).anyMatch(note -> note.contains("is 48 h old"));
    assertThat(plan(OPTIONS.withMaxInventoryAge(Duration.ofDays(7))).plan().notes()).isEmpty();
  }

  @Test
  void aSourceWithoutARequiredFileIsNotPlanned() throws Exception {
    file("a", "1");
    file("disk/.mounted", "");
    object("p/b", "1");
    assertThat(
            plan(DELETE.withRequiredFiles(new RequiredFiles(List.of("disk/.mounted", "a"))))
                .plan()
                .options())
        .containsEntry("require-file", "disk/.mounted\na");
    assertFails(
        DELETE.withRequiredFiles(new RequiredFiles(List.of("a", "disk"))),
        Kind.REFUSED,
        "has no file disk, which is required");
    for (String wrong : List.of("", "/etc/passwd", "../a", "b/../../c", "./a", "a\nb")) {
      assertThatThrownBy(() -> new RequiredFiles(List.of(wrong)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whatThisProgramKeepsInTheBucketTakesNoPart() throws Exception {
    file("a", "1");
    file(".stocktake/mine", "1");
    file("sub/.stocktake/ours", "1");
    object("p/a", "1");
    object("p/.stocktake/lease", "{}");
    PlanBundle bundle = plan(DELETE);
    assertThat(rows(bundle)).containsOnlyKeys("p/sub/.stocktake/ours");
    assertThat(problems(bundle)).containsEntry(".stocktake/mine", Problem.Kind.RESERVED_NAME);
    assertThat(bundle.plan().compared().orphans()).isZero();
  }

  @Test
  void withoutDeleteOrphansAreCountedAndLeftAlone() throws Exception {
    file("a", "1");
    object("p/orphan", "12345");
    Plan plan = plan(OPTIONS).plan();
    assertThat(plan.rows(Action.DELETE)).isZero();
    assertThat(plan.compared().orphans()).isEqualTo(1);
    assertThat(plan.compared().orphanBytes()).isEqualTo(5);
  }

  @Test
  void nothingIsDeletedWhereADirectoryCannotBeRead() throws Exception {
    file("a", "1");
    object("p/orphan", "12345");
    // Where links are followed, a path beyond the system's limit cannot be opened, not even by
    // root. It cannot be made in one go either, so one deep tree is moved to the bottom of another.
    Path bottom = Files.createDirectories(source.resolve(("d".repeat(200) + "/").repeat(12)));
    Path other = temp.resolve("other");
    Files.createDirectories(other.resolve(("e".repeat(200) + "/").repeat(12)));
    Files.move(other, bottom.resolve("other"));
    try {
      PlanBundle bundle = plan(DELETE.withLinks(LinkPolicy.FOLLOW));
      assertThat(problems(bundle)).containsValue(Problem.Kind.UNREADABLE_DIRECTORY);
      assertThat(bundle.plan().source().coverage()).isEqualTo(Coverage.PARTIAL);
      assertThat(bundle.plan().rows(Action.DELETE)).isZero();
      assertThat(bundle.plan().notes()).anyMatch(note -> note.startsWith("Nothing is deleted"));
    } finally {
      Files.move(bottom.resolve("other"), other);
    }
  }

  /** Directories are opened from one another, so that no path is too long for the system. */
  @Test
  void aPathThatIsTooLongForTheSystemIsWalked() throws Exception {
    Path bottom = Files.createDirectories(source.resolve(("d".repeat(200) + "/").repeat(12)));
    Path other = temp.resolve("other");
    Path deep = Files.createDirectories(other.resolve(("e".repeat(200) + "/").repeat(12)));
    Files.writeString(deep.resolve("f"), "1");
    Files.move(other, bottom.resolve("other"));
    try {
      assertThat(problems(plan(DELETE)).values()).containsExactly(Problem.Kind.KEY_TOO_LONG);
    } finally {
      Files.move(bottom.resolve("other"), other);
    }
  }

  @Test
  void moreSkippedLinksThanCanBeKeptLeaveNothingProvenAbsent() throws Exception {
    UnprovenKeys shadows = new UnprovenKeys(2);
    try (PlanWriter writer = PlanWriter.create(temp.resolve("findings"), false)) {
      KeyMapping mapping = new KeyMapping("p/", UnicodeForm.AS_IS, EncryptionRules.NONE);
      SideInputs inputs = new SideInputs(OPTIONS.options(), new FilterUse(FilterRules.NONE), 2);
      PlanCollector findings =
          new PlanCollector(
              writer, row -> {}, new PlanProgress(), mapping, inputs, shadows, Optional.empty());
      for (String link : List.of("a", "b", "c")) {
        assertThat(findings.coverage()).isEqualTo(Coverage.COMPLETE);
        findings.problem(new Problem(link, Problem.Kind.LINK_SKIPPED, ""));
      }
      assertThat(findings.coverage()).isEqualTo(Coverage.PARTIAL);
    }
  }

  @Test
  void whatASkippedLinkHidesIsNotDeleted() throws Exception {
    file("a", "1");
    Files.createSymbolicLink(source.resolve("link"), Path.of("linked"));
    object("p/link/b", "2");
    object("p/link", "2");
    object("p/linked", "2");
    PlanBundle bundle = plan(DELETE);
    assertThat(reasons(rows(bundle)))
        .isEqualTo(Map.of("p/a", Reason.NEW, "p/linked", Reason.ORPHAN));
    assertThat(bundle.plan().source().coverage()).isEqualTo(Coverage.COMPLETE);
  }

  @Test
  void whatASkippedLinkHidesIsFoundInEveryUnicodeForm() throws Exception {
    file("a", "1");
    Files.createSymbolicLink(source.resolve("e\u0301"), Path.of("a"));
    object("p/\u00e9", "1");
    assertThat(reasons(rows(plan(DELETE.withNames(UnicodeForm.NFC))))).containsOnlyKeys("p/a");
  }

  @Test
  void twoFilesThatMapToOneKeyAreNotWritten() throws Exception {
    String composed = "\u00e9.jpg";
    String decomposed = "e\u0301.jpg";
    file(composed, "1");
    file(decomposed, "2");
    file("seen/" + composed, "1");
    file("seen/" + decomposed, "2");
    object("p/seen/" + composed, "1");
    PlanOptionsFixture nfc = DELETE.withNames(UnicodeForm.NFC);
    PlanBundle bundle = plan(nfc);
    assertThat(reasons(rows(bundle)))
        .isEqualTo(
            Map.of("p/" + composed, Reason.COLLISION, "p/seen/" + composed, Reason.COLLISION));
    assertThat(bundle.plan().rows(Action.UPLOAD)).isZero();
    assertThat(problems(bundle).values()).contains(Problem.Kind.KEY_COLLISION);
    assertThat(reasons(rows(plan(OPTIONS)))).containsEntry("p/" + decomposed, Reason.NEW);
  }

  @Test
  void aFileThatChangesWhileItIsReadCannotBeTold() throws Exception {
    byte[] large = new byte[32 << 20];
    Path file = Files.write(source.resolve("large"), large);
    objects.add(Row.current("p/large", large.length, "0".repeat(32)));
    AtomicBoolean done = new AtomicBoolean();
    Thread writer = new Thread(() -> touch(file, done));
    writer.start();
    try {
      PlanBundle bundle = plan(DELETE);
      assertThat(reasons(rows(bundle))).isEqualTo(Map.of("p/large", Reason.CHANGED_WHILE_READ));
      assertThat(problems(bundle)).containsEntry("large", Problem.Kind.CHANGED_WHILE_READ);
    } finally {
      done.set(true);
      writer.join();
    }
  }

  /** Gives the file a new time again and again, as a program that writes to it would. */
  private static void touch(Path file, AtomicBoolean done) {
    for (long second = 1; !done.get(); second++) {
      try {
        Files.setLastModifiedTime(file, FileTime.from(second, TimeUnit.SECONDS));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void aKeyThatWouldBeTooLongIsListed() throws Exception {
    String name = "d".repeat(200) + "/";
    file(name.repeat(5) + "e".repeat(30), "1");
    file("ok", "1");
    PlanBundle bundle = plan(OPTIONS);
    assertThat(rows(bundle)).containsOnlyKeys("p/ok");
    assertThat(problems(bundle).values()).containsExactly(Problem.Kind.KEY_TOO_LONG);
  }

  @Test
  void anEmptySourceNeverDeletes() throws Exception {
    object("p/a", "1");
    assertFails(DELETE, Kind.REFUSED, "holds no file");
    assertThat(plan(OPTIONS).plan().rows()).isZero();
  }

  @Test
  void anotherBucketsInventoryIsRefused() throws Exception {
    file("a", "1");
    assertThatThrownBy(() -> plan(OPTIONS, S3Location.parse("s3://other-bucket/p"), source))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("lists the bucket bucket")
        .extracting(e -> ((StocktakeException) e).kind())
        .isEqualTo(Kind.USAGE);
  }

  @Test
  void anOrphanThatIsListedTwiceIsNotDeleted() throws Exception {
    file("a", "1");
    object("p/orphan", "12345");
    object("p/orphan", "another version");
    PlanRow row = rows(plan(DELETE)).get("p/orphan");
    assertThat(row.action()).isEqualTo(Action.NONE);
    assertThat(row.reason()).isEqualTo(Reason.AMBIGUOUS);
  }

  @Test
  void inventoriesDeliveredIntoTheBucketTheyListAreNoOrphans() throws Exception {
    file("a", "1");
    String delivered = "dest-prefix/inv/cfg/";
    object(delivered + "data/1.parquet", "1");
    object(delivered + "2026-11-01T01-00Z/manifest.json", "1");
    object("dest-prefix/inv/cfg-other", "1");
    for (Row row : List.copyOf(objects)) {
      assertThat(row.key()).startsWith("dest-prefix");
    }
    bucket = "inv";
    assertThat(rows(plan(DELETE, S3Location.parse("s3://inv"), source)))
        .containsOnlyKeys("a", "dest-prefix/inv/cfg-other");
  }

  @Test
  void whatThePlanIsMadeInIsNeverPartOfTheSource() throws Exception {
    file("a", "1");
    Path link = Files.createSymbolicLink(temp.resolve("link"), source);
    S3Location destination = S3Location.parse("s3://bucket/p");
    for (Path out : List.of(link.resolve("plan"), temp.resolve("source"), temp)) {
      PlanRequest request = request(OPTIONS, destination, source, out);
      assertThatThrownBy(() -> Planner.plan(request, new PlanProgress()))
          .hasMessageContaining("lies inside the source or around it");
    }
    Path unfinished = Files.createDirectory(temp.resolve("x.unfinished"));
    PlanRequest request = request(OPTIONS, destination, unfinished, temp.resolve("x"));
    assertThatThrownBy(() -> Planner.plan(request, new PlanProgress()))
        .hasMessageContaining("lies inside the source or around it");
    assertThat(unfinished).exists();
  }

  @Test
  void aMissingSourceOrOneThatIsAFileIsRefused() throws Exception {
    S3Location destination = S3Location.parse("s3://bucket/p");
    assertThatThrownBy(() -> plan(OPTIONS, destination, temp.resolve("missing")))
        .hasMessageContaining("does not exist");
    Path file = Files.writeString(temp.resolve("file"), "x");
    assertThatThrownBy(() -> plan(OPTIONS, destination, file))
        .hasMessageContaining("is not a directory");
  }

  @Test
  void aFailedPlanLeavesNothingBehind() throws Exception {
    file("a", "1");
    object("p/a", "1");
    PlanRequest request = request(OPTIONS, S3Location.parse("s3://bucket/p"), source);
    try (Stream<Path> data = Files.list(temp.resolve("inventory" + runs + "/data"))) {
      Files.delete(data.findFirst().orElseThrow());
    }
    assertThatThrownBy(() -> Planner.plan(request, new PlanProgress()))
        .isInstanceOf(StocktakeException.class);
    try (Stream<Path> left = Files.list(temp)) {
      assertThat(left.map(p -> p.getFileName().toString()))
          .noneMatch(name -> name.startsWith("plan"));
    }
  }

  @Test
  void anInventoryOfAnotherFormatThanItsManifestSaysIsRefused() throws Exception {
    file("a", "1");
    object("p/a", "1");
    PlanRequest request = request(OPTIONS, S3Location.parse("s3://bucket/p"), source);
    Path folder = temp.resolve("inventory" + runs + "/2026-11-01T01-00Z");
    String json = Files.readString(folder.resolve("manifest.json")).replace("Parquet", "ORC");
    Files.writeString(folder.resolve("manifest.json"), json);
    Files.writeString(
        folder.resolve("manifest.checksum"),
        Digests.hex(Digests.md5().digest(json.getBytes(UTF_8))));
    PlanRequest orc =
        new PlanRequest(
            request.source(),
            request.destination(),
            PlanRequest.Evidence.of(
                InventoryDelivery.find(request.inventory().files(), "manifest.json")),
            Optional.empty(),
            request.out(),
            request.options(),
            new PlanRequest.Stamp(CLOCK, "test"));
    assertThatThrownBy(() -> Planner.plan(orc, new PlanProgress()))
        .hasMessageContaining("is not an ORC file that can be read");
  }

  private void assertFails(PlanOptionsFixture options, Kind kind, String message) {
    assertThatThrownBy(() -> plan(options))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((StocktakeException) e).kind())
        .isEqualTo(kind);
  }

  /** Only an empty object is the mark of a folder. */
  @Test
  void anObjectUnderAKeyThatEndsInASlashCountsIfItHoldsBytes() throws Exception {
    file("a", "1");
    object("p/a", "1");
    object("p/report/", "content");
    object("p/empty/", "");
    PlanBundle plan = plan(DELETE);
    assertThat(plan.plan().compared().objects()).isEqualTo(2);
    assertThat(reasons(rows(plan))).isEqualTo(Map.of("p/report/", Reason.ORPHAN));
  }

  @Test
  void anETagOfADirectoryBucketIsNoMd5() throws Exception {
    file("a", "1");
    TestDelivery delivery =
        new TestDelivery(temp.resolve("express"), "bucket", TestDelivery.WITH_CLASSES)
            .file(List.of(Row.current("p/a", 1, md5("2")).in("EXPRESS_ONEZONE")));
    PlanRequest request = request(OPTIONS, S3Location.parse("s3://bucket/p"), source);
    Planner.plan(
        new PlanRequest(
            request.source(),
            request.destination(),
            PlanRequest.Evidence.of(delivery.open()),
            Optional.empty(),
            request.out(),
            OPTIONS.options(),
            new PlanRequest.Stamp(CLOCK, "test")),
        new PlanProgress());
    assertThat(reasons(rows(PlanBundle.open(request.out()))))
        .isEqualTo(Map.of("p/a", Reason.ENCRYPTED));
  }

  @Test
  void anInventoryOfTheFutureHasNoAge() throws Exception {
    file("a", "1");
    object("p/a", "1");
    Instant scanned = Instant.parse(plan(OPTIONS).plan().inventory().scanned());
    PlanOptionsFixture limited = OPTIONS.withMaxInventoryAge(Duration.ofDays(2));
    clock = Clock.fixed(scanned.minus(Safety.SKEW), ZoneOffset.UTC);
    assertThat(plan(limited).plan().notes()).isEmpty();
    clock = Clock.fixed(scanned.minus(Safety.SKEW).minusMillis(1), ZoneOffset.UTC);
    assertFails(limited, Kind.REFUSED, "ahead of this machine's clock");
    assertThat(plan(OPTIONS).plan().notes()).anyMatch(note -> note.contains("clocks is wrong"));
  }
}
