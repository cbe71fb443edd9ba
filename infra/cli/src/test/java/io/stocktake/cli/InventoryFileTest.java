package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is given as an inventory is told by what it holds. */
class InventoryFileTest {
  @TempDir private Path temp;
  private final Program program = new Program();
  private Path source;
  private int plans;

  @BeforeEach
  void makeSource() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
    Files.writeString(source.resolve("a"), "1");
  }

  @Test
  void whatIsNoInventoryIsRefusedWithWhatToGiveInstead() throws IOException {
    refused("i.json", "", "is empty, so it lists no bucket");
    refused("i.json", " \n", "is empty, so it lists no bucket");
    refused("i.json", "{}", "is JSON, but neither an inventory's manifest nor a list of objects");
    refused("i.json", "null", "is neither a manifest nor a list of objects");
    refused("i.json", "[1]", "lists what is no object");
    refused("i.json", "[\"a\"]", "lists what is no object");
    refused("i.json", "[{\"Key\": \"a\"}]", "has no Size");
    refused("d.parquet", "PAR1\u0000\u0001", "is a Parquet data file of an inventory delivery");
    refused("d.orc", "ORC\u0000", "is an ORC data file of an inventory delivery");
    refused("d.csv.gz", "\u001f\u008b\b", "is a compressed CSV data file of an inventory delivery");
    refused("symlink.txt", "s3://inv/b/data/1.parquet\n", "is a list of data files (symlink.txt)");
    refused("list.txt", "a 1 2", "is neither a manifest nor a list of objects");
  }

  @Test
  void theLatestVersionsAreTheObjects() throws IOException {
    String versions =
        "{\"Versions\": [{"
            + object("a")
            + ", \"VersionId\": \"2\", \"IsLatest\": true}, {"
            + object("old")
            + ", \"VersionId\": \"1\", \"IsLatest\": false}], \"DeleteMarkers\": [{\"Key\":"
            + " \"old\", \"IsLatest\": true}], \"RequestCharged\": null, \"Prefix\": \"\"}";
    assertThat(rowsWith(versions)).isZero();
    refused("cut.json", versions.replace("\"Prefix\"", "\"NextKeyMarker\""), "more objects follow");
    assertThat(rowsWith("{\"DeleteMarkers\": [], \"RequestCharged\": null}")).isOne();
  }

  @Test
  void objectsAloneAreAList() throws IOException {
    assertThat(rowsWith("[{" + object("a") + "}]")).isZero();
    assertThat(rowsWith("[]")).isOne();
  }

  private static String object(String key) {
    return "\"Size\": 1, \"Key\": \""
        + key
        + "\", \"LastModified\": \"2026-01-01T00:00:00+00:00\","
        + " \"ETag\": \"\\\"c4ca4238a0b923820dcc509a6f75849b\\\"\"";
  }

  private void refused(String name, String content, String words) throws IOException {
    run(name, content).expect(2).says(words);
  }

  private long rowsWith(String json) throws IOException {
    run("objects.json", json).expect(0);
    return PlanBundle.open(temp.resolve("plan" + plans)).plan().rows();
  }

  private Program.Run run(String name, String content) throws IOException {
    plans++;
    Path file = Files.write(temp.resolve(name), content.getBytes(ISO_8859_1));
    return program.run(
        "plan", source, "s3://photos", "--inventory", file, "--out", temp.resolve("plan" + plans));
  }
}
