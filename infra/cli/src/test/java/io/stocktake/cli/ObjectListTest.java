package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The output of list-objects-v2 stands in for an inventory. */
class ObjectListTest {
  @TempDir private Path temp;
  private final Program program = new Program();
  private Path source;
  private int plans;

  @BeforeEach
  void makeSource() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
    Files.writeString(source.resolve("a b+c"), "12345");
    Files.writeString(source.resolve("ü"), "12345");
  }

  @Test
  void asTheAwsCliPrintsIt() throws IOException {
    String json =
        "{\n    \"Contents\": [\n"
            + entry("a b+c", "12345", ", \"StorageClass\": \"STANDARD\"")
            + ",\n"
            + entry(
                "ü", "abcde", ", \"Owner\": {\"ID\": \"x\"}, \"ChecksumAlgorithm\": [\"CRC32\"]")
            + "\n    ],\n    \"RequestCharged\": null,\n    \"Prefix\": \"\"\n}\n";
    assertThat(keys(json)).containsExactly("ü");
    assertThat(bundle().plan().inventory().manifest()).isEqualTo(list().toString());
    assertThat(bundle().plan().compared().objects()).isEqualTo(2);
  }

  @Test
  void pagesInARowWithEncodedKeys() throws IOException {
    String first =
        "{\"IsTruncated\": true, \"Contents\": ["
            + entry("a+b%2Bc", "12345", "")
            + "], \"Name\": \"photos\", \"Prefix\": \"\", \"EncodingType\": \"url\","
            + " \"NextContinuationToken\": \"t1\"}";
    String second =
        "{\"IsTruncated\": false, \"Name\": \"photos\", \"Prefix\": \"\", \"ContinuationToken\":"
            + " \"t1\", \"Contents\": ["
            + entry("gone", "1", "")
            + "]}";
    assertThat(keys(first + "\n" + second)).containsExactly("ü");
    assertThat(bundle().plan().compared().orphans()).isEqualTo(1);
    refused(first, "more objects follow");
    refused(second, "does not begin at the first object");
    refused(first + second.replace("t1", "t2"), "does not follow the one before");
    refused(second.replace("ContinuationToken", "x") + first, "does not follow the one before");
    refused((first + second).replace("\"photos\"", "\"other\""), "lists the bucket other");
  }

  @Test
  void anEmptyBucket() throws IOException {
    assertThat(keys("{\"RequestCharged\": null, \"Prefix\": \"\"}")).containsExactly("a b+c", "ü");
  }

  @Test
  void whatDoesNotListAllThereIsIsRefused() throws IOException {
    String objects = "\"Contents\": [" + entry("a", "1", "") + "]";
    refused("{" + objects + ", \"NextToken\": \"x\"}", "more objects follow");
    refused("{" + objects + ", \"IsTruncated\": true}", "more objects follow");
    refused("{" + objects + ", \"StartAfter\": \"x\"}", "does not begin at the first object");
    refused("{" + objects + ", \"CommonPrefixes\": [{\"Prefix\": \"a/\"}]}", "lists folders");
    refused("{" + objects + ", \"Prefix\": \"b/\"}", "of the keys below b/ alone");
    refused("{" + objects, "damaged or cut off");
    refused("{\"Contents\": [" + entry("a", "1", "").substring(0, 30), "damaged or cut off");
    refused("{\"Contents\": [{\"Key\": \"a\"}]}", "has no Size");
    refused("{" + objects.replace("+00:00", "+xx") + "}", "lists what is no object");
  }

  private void refused(String json, String words) throws IOException {
    run(json).expect(2).says(words);
  }

  private Set<String> keys(String json) throws IOException {
    run(json).expect(0);
    Set<String> keys = new TreeSet<>();
    bundle().rows((ordinal, row) -> keys.add(row.key().value()));
    return keys;
  }

  private Program.Run run(String json) throws IOException {
    plans++;
    Files.writeString(list(), json);
    return program.run("plan", source, "s3://photos", "--inventory", list(), "--out", plan());
  }

  private Path list() {
    return temp.resolve("objects.json");
  }

  private Path plan() {
    return temp.resolve("plan" + plans);
  }

  private PlanBundle bundle() throws IOException {
    return PlanBundle.open(plan());
  }

  private static String entry(String key, String content, String more) {
    return "{\"Key\": \""
        + key
        + "\", \"LastModified\": \"2026-10-01T12:00:00+00:00\", \"ETag\": \"\\\""
        + Digests.hex(Digests.md5().digest(content.getBytes(UTF_8)))
        + "\\\"\", \"Size\": "
        + content.length()
        + more
        + "}";
  }
}
