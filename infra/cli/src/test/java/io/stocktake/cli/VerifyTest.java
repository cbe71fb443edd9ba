package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stocktake.lab.fault.Fault;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** What is said to be the same was proven to be; what was not, is named. */
class VerifyTest {
  private static final int MIB = 1 << 20;
  private static final ServerSideEncryption KMS = ServerSideEncryption.AWS_KMS;

  @TempDir private Path temp;
  @AutoClose private JobLab at;

  @BeforeEach
  void start() throws IOException {
    at = new JobLab(temp, "photos");
  }

  @Test
  void equalSidesAreProvenEqualByETags() throws IOException {
    for (int i = 0; i < 20; i++) {
      at.write("d/" + i, ("content " + i).getBytes(UTF_8));
    }
    at.write("large", bytes(11 * MIB, 1));
    at.fill("photos");
    at.lab().resetRequestCounts();
    verify(inventory(), "--part-size", "5Mi")
        .expect(0)
        .says("21  proven the same")
        .says("21 by its ETag")
        .says("21 of 21 files proven the same.");
    assertThat(at.requests("HeadObject")).isZero();
    JsonNode json = JobLab.json(verify("live", "--part-size", "5Mi", "--json").expect(0));
    assertThat(json.get("proven").asBoolean()).isTrue();
    assertThat(json.at("/same/keys").asLong()).isEqualTo(21);
    assertThat(json.get("findings")).isEmpty();
  }

  @Test
  void everyDifferenceIsListedWithItsMark() throws IOException {
    for (String name : List.of("same", "edited", "longer", "gone", "moved/old", "rotten")) {
      at.write(name, ("content of " + name).getBytes(UTF_8));
    }
    at.fill("photos");
    String inventory = inventory();
    at.write("edited", "CONTENT of edited".getBytes(UTF_8));
    at.write("longer", "content of longer and more".getBytes(UTF_8));
    Files.delete(at.source().resolve("gone"));
    Files.move(at.source().resolve("moved/old"), at.source().resolve("moved/new"));
    at.write("young", "new".getBytes(UTF_8));

    Map<String, String> expected =
        new TreeMap<>(
            Map.of(
                "edited",
                "*",
                "longer",
                "*",
                "gone",
                "-",
                "moved/old",
                "-",
                "moved/new",
                "+",
                "young",
                "+"));
    assertThat(marks(verify(inventory, "--json").expect(5))).isEqualTo(expected);
    assertThat(marks(verify("live", "--json").expect(5))).isEqualTo(expected);
    verify(inventory)
        .expect(5)
        .says("* edited  (same size, different content)")
        .says("- gone  (no file has this key)")
        .says("+ young  (no object has this key)")
        .says("2 of 6 files proven the same.");
    verify(inventory, "--limit", "2").expect(5).says("... and 4 more; --limit 0 lists all");
    verify(
            inventory,
            "--exclude",
            "/edited",
            "--exclude",
            "/longer",
            "--exclude",
            "/moved",
            "--exclude",
            "/gone",
            "--exclude",
            "/young")
        .expect(0)
        .says("2 of 2 files");
  }

  @Test
  void whatAnETagDoesNotProveAStoredChecksumDoes() throws Exception {
    try (S3Client s3 = client()) {
      for (ChecksumAlgorithm algorithm :
          List.of(
              ChecksumAlgorithm.CRC32,
              ChecksumAlgorithm.CRC32_C,
              ChecksumAlgorithm.SHA1,
              ChecksumAlgorithm.SHA256)) {
        put(s3, "kms/" + algorithm, "content", algorithm);
      }
      put(s3, "kms/by itself", "content", null);
      put(s3, "kms/edited", "content", ChecksumAlgorithm.SHA256);
      at.write("kms/edited", "CONTENT".getBytes(UTF_8));
      inParts(s3, "kms/parts", bytes(12 * MIB, 1), 5 * MIB, KMS, ChecksumAlgorithm.SHA256);
      inParts(s3, "kms/whole", bytes(12 * MIB, 2), 5 * MIB, KMS, null);
      inParts(s3, "odd parts", bytes(13 * MIB, 3), 5_555_555, null, null);
      inParts(s3, "odd sizes", bytes(13 * MIB, 4), -1, null, ChecksumAlgorithm.CRC32);
      at.write("odd sizes", flipped(bytes(13 * MIB, 4)));
    }
    JsonNode json = JobLab.json(verify(inventory(), "--json").expect(5));
    assertThat(marks(json)).isEqualTo(Map.of("kms/edited", "*", "odd sizes", "*"));
    assertThat(json.at("/same/keys").asLong()).isEqualTo(8);
    assertThat(json.get("evidence").toString())
        .contains("\"by its stored SHA256\":1")
        .contains("\"by its stored SHA1\":1")
        .contains("\"by its stored CRC32\":2")
        .contains("\"by its stored CRC32C\":1")
        .contains("\"by its stored CRC64NVME\":1")
        .contains("\"by its stored SHA256 of the parts\":1")
        .contains("\"by its ETag, over the parts it has\":1");
    assertThat(marks(verify("live", "--json").expect(5)))
        .isEqualTo(Map.of("kms/edited", "*", "odd sizes", "*"));

    at.lab().failNext("GetObjectAttributes", ".*", 100, Fault.of(Fault.Kind.ACCESS_DENIED));
    assertThat(marks(verify("live", "--json").expect(5)))
        .as("parts of one size are told by the first, others by nothing")
        .isEqualTo(Map.of("kms/edited", "*", "odd sizes", "!"));
  }

  @Test
  void whatNothingElseTellsIsReadIfThatIsWanted() throws Exception {
    try (S3Client s3 = client()) {
      put(s3, "kms/old", "content", null);
      put(s3, "kms/edited", "content", null);
      inParts(s3, "kms/large", bytes(12 * MIB, 2), 5 * MIB, KMS, null);
    }
    at.write("kms/edited", "CONTENT".getBytes(UTF_8));
    for (String key : at.keys()) {
      at.lab().forgetChecksum("photos", key);
    }
    String inventory = inventory();
    Program.Run told = verify(inventory, "--json").expect(5);
    assertThat(marks(told)).isEqualTo(Map.of("kms/old", "!", "kms/edited", "!", "kms/large", "!"));
    verify(inventory).expect(5).says("--read compares the bytes").says("3  cannot tell");
    at.lab().resetRequestCounts();
    JsonNode read = JobLab.json(verify(inventory, "--read", "--json").expect(5));
    assertThat(marks(read)).isEqualTo(Map.of("kms/edited", "*"));
    assertThat(read.at("/evidence/by reading it").asLong()).isEqualTo(2);

    at.write("kms/edited", "content".getBytes(UTF_8));
    verify(inventory, "--read").expect(0).says("3 by reading it");
    at.lab().failNext("GetObject", "kms/old", 100, Fault.of(Fault.Kind.ACCESS_DENIED));
    verify(inventory, "--read").expect(3).says("! kms/old").says("1  could not be read");
  }

  @Test
  void whateverObjectsAreLikeItSaysWhatComparingAllBytesSays() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<String, String> expected = new TreeMap<>();
    try (S3Client s3 = client()) {
      for (int i = 0; i < 60; i++) {
        String key = "d" + i % 7 + "/f" + i;
        byte[] there = bytes(random.nextInt(8) == 0 ? 5 * MIB + 100 : 3, random.nextInt(2));
        int kind = random.nextInt(5);
        if (kind == 0) {
          at.write(key, there);
          expected.put(key, "+");
          continue;
        }
        write(s3, random, key, there);
        if (kind == 1) {
          Files.delete(at.source().resolve(key));
          expected.put(key, "-");
        } else if (kind == 2) {
          at.write(key, flipped(there));
          expected.put(key, "*");
        }
      }
    }
    for (String inventory : List.of("live", inventory())) {
      Program.Run run = verify(inventory, "--read", "--json");
      assertThat(marks(run)).as("seed %d, %s", seed, inventory).isEqualTo(expected);
    }
  }

  /** Writes file and object, this or that way. */
  private void write(S3Client s3, Random random, String key, byte[] bytes) throws IOException {
    List<ChecksumAlgorithm> algorithms =
        Arrays.asList(null, ChecksumAlgorithm.CRC32, ChecksumAlgorithm.SHA256);
    ChecksumAlgorithm algorithm = algorithms.get(random.nextInt(3));
    inParts(
        s3,
        key,
        bytes,
        random.nextBoolean() ? 5 * MIB : -1,
        random.nextBoolean() ? KMS : null,
        algorithm);
    if (random.nextInt(3) == 0) {
      at.lab().forgetChecksum("photos", key);
    }
  }

  @Test
  void whatIsKnownFromAJobsReportNeedsNoQuestion() throws Exception {
    try (S3Client s3 = client()) {
      put(s3, "kms", "content", null);
    }
    at.lab().forgetChecksum("photos", "kms");
    Path plan = temp.resolve("plan");
    at.plan(
            "photos",
            plan,
            "--resolve",
            "checksum-job",
            "--role",
            JobLab.ROLE,
            "--jobs-at",
            "s3://reports/jobs")
        .expect(0);
    JobLab.until(() -> at.jobs().size() == 1 && at.jobs().get(0).state().isTerminal());
    String report = "s3://reports/jobs/job-" + at.jobs().get(0).id();
    verify("live").expect(5);
    verify(inventory(), "--checksum-report", report).expect(0).says("1 of 1 file proven");
  }

  @Test
  void aSampleSaysHowMuchOfItIsProof() throws IOException {
    for (int i = 0; i < 300; i++) {
      at.write("d/" + i, ("content " + i).getBytes(UTF_8));
    }
    at.fill("photos");
    JsonNode json = JobLab.json(verify("live", "--sample", "50%", "--json").expect(0));
    long same = json.at("/same/keys").asLong();
    assertThat(same).isBetween(60L, 240L);
    assertThat(json.get("passedOver").asLong()).isEqualTo(300 - same);
    assertThat(json.get("proven").asBoolean()).isFalse();
    verify("live", "--sample", "0%")
        .expect(0)
        .says("0 of 300 files proven the same; of 300 others only the size is known");
    verify("live", "--sample", "101%").expect(2).says("the sample must be");
  }

  @Test
  void whatIsRememberedIsBelievedUnlessAllIsToBeReadAgain() throws IOException {
    at.write("a", "content".getBytes(UTF_8));
    at.fill("photos");
    Path file = at.source().resolve("a");
    FileTime old = FileTime.from(Instant.now().minusSeconds(3_600));
    Files.setLastModifiedTime(file, old);
    Path list = temp.resolve("md5s");
    Files.writeString(list, Digests.md5(file) + "  a\n");
    Files.writeString(file, "CONTENT");
    Files.setLastModifiedTime(file, old);
    verify("live", "--checksums", list).expect(0).says("1 file known without reading");
    verify("live", "--checksums", list, "--rehash", "100%").expect(5).says("* a");
    verify("live", "--rehash", "100%").expect(2).says("--rehash is for files that are known");
  }

  @Test
  void whatCannotBeReadIsNeitherTheSameNorDifferent() throws IOException {
    at.write("a", "a".getBytes(UTF_8));
    at.fill("photos");
    Files.write(
        at.source().resolve(Path.of("n".repeat(200), "n".repeat(200)).getName(0)),
        "x".getBytes(UTF_8));
    Path deep = at.source().resolve(Path.of("d".repeat(250), "d".repeat(250), "d".repeat(250)));
    Path deeper = Files.createDirectories(deep.resolve(Path.of("d".repeat(250), "d".repeat(250))));
    Files.write(deeper.resolve("x"), "x".getBytes(UTF_8));
    Files.delete(at.source().resolve("n".repeat(200)));
    verify("live").expect(3).says("1  could not be read").says("key-too-long");
    verify("live", "--size-only").expect(2).says("Unknown option");
  }

  private Program.Run verify(String inventory, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("verify", at.source(), "s3://photos"));
    arguments.addAll(List.of("--inventory", inventory));
    arguments.addAll(Arrays.asList(more));
    return at.program().run(arguments.toArray());
  }

  private String inventory() throws IOException {
    return at.deliver("photos");
  }

  private static Map<String, String> marks(Program.Run run) throws IOException {
    return marks(JobLab.json(run));
  }

  private static Map<String, String> marks(JsonNode json) {
    Map<String, String> marks = new TreeMap<>();
    json.get("findings").forEach(f -> marks.put(f.get("key").asText(), f.get("mark").asText()));
    return marks;
  }

  private S3Client client() {
    return S3Client.builder()
        .region(Region.of(at.lab().region()))
        .endpointOverride(at.lab().endpoint())
        .forcePathStyle(true)
        .httpClientBuilder(AwsCrtHttpClient.builder())
        .build();
  }

  private void put(S3Client s3, String key, String content, ChecksumAlgorithm algorithm)
      throws IOException {
    at.write(key, content.getBytes(UTF_8));
    s3.putObject(
        b -> b.bucket("photos").key(key).serverSideEncryption(KMS).checksumAlgorithm(algorithm),
        RequestBody.fromString(content));
  }

  /** Writes file and object; parts of this size, or of sizes that differ if it is negative. */
  private void inParts(
      S3Client s3,
      String key,
      byte[] bytes,
      int size,
      ServerSideEncryption encryption,
      ChecksumAlgorithm algorithm)
      throws IOException {
    at.write(key, bytes);
    String id =
        s3.createMultipartUpload(
                b ->
                    b.bucket("photos")
                        .key(key)
                        .serverSideEncryption(encryption)
                        .checksumAlgorithm(algorithm))
            .uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    for (int from = 0; from < bytes.length; ) {
      int number = parts.size() + 1;
      int length = Math.min(bytes.length - from, size > 0 ? size : 5 * MIB + number * 4711);
      byte[] part = Arrays.copyOfRange(bytes, from, from + length);
      var sent =
          s3.uploadPart(
              b ->
                  b.bucket("photos")
                      .key(key)
                      .uploadId(id)
                      .partNumber(number)
                      .checksumAlgorithm(algorithm),
              RequestBody.fromBytes(part));
      parts.add(
          CompletedPart.builder()
              .partNumber(number)
              .eTag(sent.eTag())
              .checksumSHA256(sent.checksumSHA256())
              .checksumCRC32(sent.checksumCRC32())
              .build());
      from += length;
    }
    s3.completeMultipartUpload(
        b -> b.bucket("photos").key(key).uploadId(id).multipartUpload(m -> m.parts(parts)));
  }

  private static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] flipped(byte[] bytes) {
    bytes[bytes.length / 2] ^= 1;
    return bytes;
  }
}
