package io.stocktake.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.CompletionReport;
import io.stocktake.manifests.batch.ContentChecksum;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.inventory.LocalDeliveryFiles;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.planner.TestDelivery.Row;
import io.stocktake.planner.checksums.ChecksumSource;
import io.stocktake.planner.files.Stat;
import io.stocktake.planner.reconcile.UndecidedPolicy;
import io.stocktake.planner.source.WalkedFile;
import io.stocktake.planner.state.FingerprintCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChecksumEvidenceTest extends PlannedSides {
  @Test
  void aChecksumDecidesWhereTheETagProvesNothing() throws Exception {
    file("kms same", "12345");
    file("kms edited", "abcde");
    file("parts", "12345");
    file("overwritten", "12345");
    file("not in the report", "12345");
    kms("kms same", "e1");
    kms("kms edited", "e2");
    objects.add(Row.current("p/parts", 5, md5("unexplained") + "-1"));
    kms("overwritten", "now another");
    kms("not in the report", "e5");
    checksums =
        List.of(
            report(
                "a",
                row("p/kms%20same", md5("e1"), "MD5", md5("12345")),
                row("p/parts", md5("unexplained") + "-1", "MD5", md5("12345"))),
            report(
                "b",
                row("p/kms%20edited", md5("e2"), "MD5", md5("12345")),
                row("p/overwritten", md5("e4"), "MD5", md5("12345")),
                row("p/not%20in%20the%20report", md5("e5"), "SHA1", md5("12345"))));

    Map<String, PlanRow> rows = rows(plan(OPTIONS));

    assertThat(reasons(rows))
        .isEqualTo(
            Map.of(
                "p/kms edited", Reason.CHECKSUM,
                "p/overwritten", Reason.ENCRYPTED,
                "p/not in the report", Reason.ENCRYPTED));
    PlanRow edited = rows.get("p/kms edited");
    assertThat(edited.action()).isEqualTo(Action.UPLOAD);
    assertThat(edited.guard()).as("the object's own ETag").hasToString(md5("e2"));
    assertThat(edited.content().orElseThrow()).hasToString(md5("abcde"));
  }

  @Test
  void anObjectWhoseKeyItsOwnerKeepsIsLeftAloneWhateverItsSize() throws Exception {
    file("a", "12345");
    objects.add(new Row("p/a", 6L, md5("x"), "SSE-C", null, null, null));
    PlanRow row = rows(plan(OPTIONS.withUndecided(UndecidedPolicy.UPLOAD))).get("p/a");
    assertThat(row.reason()).isEqualTo(Reason.CUSTOMER_KEY);
    assertThat(row.action()).isEqualTo(Action.NONE);
  }

  @Test
  void aReportWithoutAnyMd5IsRefused() throws Exception {
    file("a", "12345");
    checksums = List.of(report("a", "bucket,p/a,,succeeded,200,,success\r\n"));
    assertThatThrownBy(() -> plan(OPTIONS))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("tells no MD5 of an object in bucket");
  }

  @Test
  void aFileThatIsDamagedIsNotSentOverWhatItWas() throws Exception {
    state = Optional.of(temp.resolve("state"));
    clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    Path file = file("damaged", "12345");
    kms("damaged", "e");
    checksums = List.of(report("a", row("p/damaged", md5("e"), "MD5", md5("12345"))));
    assertThat(rows(plan(OPTIONS))).isEmpty();
    try (FingerprintCache memory =
        FingerprintCache.open(state.get(), source.toRealPath().toString())) {
      Stat stat = Stat.of(file, Stat.Detail.IDENTITY);
      memory.suspect(
          new WalkedFile("damaged", stat.size(), stat.mtime(), stat.identity()),
          new ETag(md5("12345")));
    }

    checksums = List.of();
    PlanRow row = rows(plan(OPTIONS.withUndecided(UndecidedPolicy.UPLOAD))).get("p/damaged");
    assertThat(row.reason()).isEqualTo(Reason.SILENT_CHANGE);
    assertThat(row.action()).isEqualTo(Action.NONE);
  }

  @Test
  void whatEvidenceToldOnceIsRememberedUntilFileOrObjectIsAnother() throws Exception {
    state = Optional.of(temp.resolve("state"));
    clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    for (String name : List.of("same", "object changed", "file changed", "no evidence")) {
      file(name, "12345");
      kms(name, name);
    }
    checksums =
        List.of(
            (bucket, sink) -> {
              for (String name : List.of("same", "object changed", "file changed")) {
                sink.take(
                    new ContentChecksum(
                        bucket,
                        new ObjectKey("p/" + name),
                        new ETag(md5(name)),
                        new ETag(md5("12345"))));
              }
            });
    Map<String, Reason> unknown = Map.of("p/no evidence", Reason.ENCRYPTED);
    assertThat(reasons(rows(plan(OPTIONS)))).isEqualTo(unknown);

    checksums = List.of();
    PlanBundle second = plan(OPTIONS);
    assertThat(reasons(rows(second))).isEqualTo(unknown);
    assertThat(second.plan().compared().hashed()).isZero();
    assertThat(second.plan().compared().remembered()).isEqualTo(3);

    objects.removeIf(row -> row.key().equals("p/object changed"));
    kms("object changed", "another");
    file("file changed", "1234x");
    for (int i = 0; i < 2; i++) {
      assertThat(reasons(rows(plan(OPTIONS))))
          .isEqualTo(
              Map.of(
                  "p/no evidence", Reason.ENCRYPTED,
                  "p/object changed", Reason.ENCRYPTED,
                  "p/file changed", Reason.ENCRYPTED));
    }
  }

  private void kms(String name, String etag) {
    objects.add(new Row("p/" + name, 5L, md5(etag), "SSE-KMS", null, null, null));
  }

  private static String row(String key, String etag, String algorithm, String digest) {
    return String.format(
        "bucket,%s,,succeeded,200,,\"{\"\"checksum_base64\"\":\"\"x\\u003d\"\",\"\"etag\"\":\"\"%s\"\","
            + "\"\"checksumAlgorithm\"\":\"\"%s\"\",\"\"checksumType\"\":\"\"FULL_OBJECT\"\",\"\"checksum_hex\"\":\"\"%s\"\"}\"\r\n",
        key, etag, algorithm, digest.toUpperCase(Locale.ROOT));
  }

  private ChecksumSource report(String id, String... rows) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("job-" + id));
    String csv = String.join("", rows);
    Files.writeString(folder.resolve("results.csv"), csv);
    String md5 =
        Digests.hex(Digests.md5().digest(Files.readAllBytes(folder.resolve("results.csv"))));
    Files.writeString(
        folder.resolve("manifest.json"),
        "{\"Format\":\"Report_CSV_20180820\",\"Results\":[{\"TaskExecutionStatus\":\"succeeded\","
            + "\"Bucket\":\"reports\",\"MD5Checksum\":\""
            + md5
            + "\",\"Key\":\"results.csv\"}]}");
    return ChecksumSource.of(
        CompletionReport.open(new LocalDeliveryFiles(folder), "manifest.json").orElseThrow());
  }
}
