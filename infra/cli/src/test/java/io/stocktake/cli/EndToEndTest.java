package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.stocktake.aws.AwsSession;
import io.stocktake.aws.environment.AwsSettings;
import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.inventory.DeliveryFiles;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import io.stocktake.planner.inventory.listing.InventoryWriter;
import io.stocktake.planner.inventory.listing.ListedRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndToEndTest {
  private static final int MIB = 1 << 20;
  private static final int FILES = ProofShare.of(200_000);

  @TempDir private Path temp;
  private Lab lab;
  private Program program;
  private Path source;

  @BeforeEach
  void start() throws IOException {
    lab = Lab.start(LabOptions.in(temp.resolve("lab")).withInventoryRows(7));
    lab.createBucket("photos");
    lab.createBucket("reports");
    program = Program.on(lab);
    source = Files.createDirectory(temp.resolve("source"));
    program
        .run("inventory", "configure", "s3://photos", "--to", "s3://reports/inv", "--id", "weekly")
        .expect(0);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void planApplyAndNothingIsLeft() throws Exception {
    writeStore(70 * MIB);
    plan("p1", "--delete").expect(0);
    program.run("apply", temp.resolve("p1")).expect(0).says("done");
    assertEveryObjectIsItsFile();

    Files.delete(source.resolve("a/b c/+%#&.jpg"));
    Files.writeString(source.resolve("new.jpg"), "new");
    Files.writeString(source.resolve("plain"), "PLAIN");
    Files.writeString(source.resolve("größe/日本.png"), "longer", StandardOpenOption.APPEND);
    plan("p2", "--delete", "--exit-code").expect(5);
    JsonNode shown = json(program.run("show", temp.resolve("p2"), "--json").expect(0));
    assertThat(shown.at("/forecast/putRequests").asInt()).isEqualTo(3);
    assertThat(shown.at("/forecast/deleteRequests").asInt()).isEqualTo(1);
    Program.Run rows = program.run("show", temp.resolve("p2"), "--rows").expect(0);
    assertThat(rows.out().lines().map(line -> line.substring(0, 8)))
        .containsExactlyInAnyOrder("+ upload", "* upload", "* upload", "- delete");
    JsonNode applied = json(program.run("apply", temp.resolve("p2"), "--json").expect(0));
    assertThat(applied.at("/outcomes/done/rows").asInt()).isEqualTo(4);
    assertEveryObjectIsItsFile();

    plan("p3", "--delete", "--exit-code").expect(0).says("Nothing to do.");
    JsonNode status = json(program.run("status", temp.resolve("p2"), "--json").expect(0));
    assertThat(status.at("/left").asInt()).isZero();
  }

  @Test
  void applyingTwiceSendsNothingTwice() throws Exception {
    writeStore();
    plan("p1").expect(0);
    program.run("apply", temp.resolve("p1")).expect(0);
    lab.resetRequestCounts();
    program.run("apply", temp.resolve("p1")).expect(0);
    assertThat(lab.requestCounts().keySet()).isSubsetOf("HeadBucket");
  }

  @Test
  void whatChangedSinceThePlanIsLeftUntouched() throws Exception {
    writeStore();
    plan("p1").expect(0);
    program.run("apply", temp.resolve("p1")).expect(0);
    Files.writeString(source.resolve("plain"), "PLAIN");
    Files.writeString(source.resolve("empty"), "no longer");
    plan("p2").expect(0);
    Path other = Files.createDirectory(temp.resolve("other"));
    Files.writeString(other.resolve("plain"), "another writer");
    program.run("plan", other, "s3://photos", "--inventory", "live", "--out", temp.resolve("p3"));
    program.run("apply", temp.resolve("p3")).expect(0);
    Files.writeString(source.resolve("empty"), "changed again");

    program.run("apply", temp.resolve("p2")).expect(3).says("drifted");
    assertThat(object("plain")).isEqualTo("another writer".getBytes(UTF_8));
    assertThat(object("empty")).isEmpty();
    program.run("status", temp.resolve("p2")).expect(3).says("drifted  plain");
  }

  @Test
  void nothingIsDeletedWhileAnUploadDrifted() throws Exception {
    write("old.jpg", "content".getBytes(UTF_8));
    plan("p1").expect(0);
    program.run("apply", temp.resolve("p1")).expect(0);
    Files.delete(source.resolve("old.jpg"));
    write("new.jpg", "another content".getBytes(UTF_8));
    plan("p2", "--delete").expect(0);
    Files.writeString(source.resolve("new.jpg"), "changed since");

    program.run("apply", temp.resolve("p2")).expect(3).says("drifted").says("skipped");
    program.run("apply", temp.resolve("p2")).expect(3).says("skipped");
    assertThat(object("old.jpg")).isEqualTo("content".getBytes(UTF_8));
  }

  @Test
  void followedLinksAreUploadedAsTheirTargets() throws Exception {
    write("store/x.jpg", "content".getBytes(UTF_8));
    Files.createSymbolicLink(source.resolve("x.jpg"), Path.of("store/x.jpg"));
    plan("p1", "--links", "follow").expect(0);
    program.run("apply", temp.resolve("p1")).expect(0);
    assertThat(object("x.jpg")).isEqualTo("content".getBytes(UTF_8));
    plan("p2", "--links", "follow", "--delete", "--exit-code").expect(0);
  }

  @Test
  void anInventoryOnDiskIsAsGoodAsOneInS3() throws Exception {
    writeStore();
    plan("p1").expect(0);
    program.run("apply", temp.resolve("p1")).expect(0);
    Path inventory = temp.resolve("inventory");
    program.run("inventory", "build", "s3://photos", "--out", inventory).expect(0);
    program
        .run(
            "plan",
            source,
            "s3://photos",
            "--inventory",
            inventory.resolve("photos/listing"),
            "--out",
            temp.resolve("p2"),
            "--exit-code")
        .expect(0);
    lab.deliverInventory("photos", "weekly");
    program
        .run("inventory", "latest", "s3://reports/inv/photos/weekly")
        .expect(0)
        .says("s3://reports/inv/photos/weekly/");
  }

  @Test
  void aPrefixKeepsToItself() throws Exception {
    writeStore();
    lab.deliverInventory("photos", "weekly");
    for (String prefix : List.of("one", "two/deep/")) {
      Path plan = temp.resolve("plan-" + prefix.length());
      program
          .run(
              "plan",
              source,
              "s3://photos/" + prefix,
              "--inventory",
              "s3://reports/inv/photos/weekly",
              "--out",
              plan,
              "--delete")
          .expect(0);
      program.run("apply", plan).expect(0);
    }
    assertThat(object("one/plain")).isEqualTo("plain".getBytes(UTF_8));
    assertThat(object("two/deep/plain")).isEqualTo("plain".getBytes(UTF_8));
    lab.deliverInventory("photos", "weekly");
    program
        .run(
            "plan",
            source,
            "s3://photos/one",
            "--inventory",
            "s3://reports/inv/photos/weekly",
            "--out",
            temp.resolve("again"),
            "--delete",
            "--exit-code")
        .expect(0);
  }

  /** Files that must not be read are sparse and so large that reading one would never end. */
  @Proof
  @Test
  void aPlanOf200000FilesAsksForTheInventoryAlone() throws Exception {
    Path delivery = temp.resolve("delivery");
    try (InventoryWriter writer =
        new InventoryWriter(delivery, "photos", "", "weekly", Instant.now(), FILES / 4)) {
      for (int i = 0; i < FILES; i++) {
        Path file = source.resolve("d" + i % 500 + "/f" + i);
        if (i < 500) {
          Files.createDirectories(file.getParent());
        }
        byte[] content = Integer.toString(i).getBytes(UTF_8);
        Files.write(file, content);
        ETag etag = ETag.ofMd5(Digests.md5().digest(content));
        String key = source.relativize(file).toString();
        writer.add(new ListedRow(key, content.length, Instant.EPOCH, etag, "STANDARD"));
      }
      ETag any = new ETag("0".repeat(32));
      writer.add(new ListedRow("larger here", 10, Instant.EPOCH, any, "STANDARD"));
      writer.finish();
    }
    sparse("larger here");
    sparse("new here");
    upload(delivery);
    lab.resetRequestCounts();

    program
        .run(
            "plan",
            source,
            "s3://photos",
            "--inventory",
            "s3://reports/photos/weekly",
            "--out",
            temp.resolve("plan"))
        .expect(0);

    assertThat(lab.requestCounts()).isEqualTo(Map.of("ListObjectsV2", 1L, "GetObject", 2L + 5L));
    var compared = PlanBundle.open(temp.resolve("plan")).plan().compared();
    assertThat(compared.same()).isEqualTo(FILES);
    assertThat(compared.hashed()).isEqualTo(FILES);
    assertThat(PlanBundle.open(temp.resolve("plan")).plan().rows()).isEqualTo(2);
  }

  private void sparse(String name) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(source.resolve(name).toFile(), "rw")) {
      file.setLength(8L << 40);
    }
  }

  /** Puts a delivery made on disk into the reports' bucket, with the program itself. */
  private void upload(Path delivery) throws IOException {
    Path plan = temp.resolve("upload");
    program.run("plan", delivery, "s3://reports", "--inventory", "live", "--out", plan).expect(0);
    program.run("apply", plan).expect(0);
  }

  private Program.Run plan(String name, String... more) throws IOException {
    lab.deliverInventory("photos", "weekly");
    List<Object> arguments = new java.util.ArrayList<>(List.of("plan", source, "s3://photos"));
    arguments.addAll(List.of("--inventory", "s3://reports/inv/photos/weekly"));
    arguments.addAll(List.of("--out", temp.resolve(name)));
    arguments.addAll(List.of(more));
    return program.run(arguments.toArray());
  }

  /** A store of which one file goes in parts. */
  private void writeStore() throws IOException {
    program.with("STOCKTAKE_MULTIPART_THRESHOLD", "6Mi").with("STOCKTAKE_PART_SIZE", "5Mi");
    writeStore(7 * MIB);
  }

  private void writeStore(int largest) throws IOException {
    byte[] large = new byte[largest];
    new Random(1).nextBytes(large);
    write("large.png", large);
    write("plain", "plain".getBytes(UTF_8));
    write("empty", new byte[0]);
    for (String name :
        Set.of("a/b c/+%#&.jpg", "größe/日本.png", "a/tab\there", "a/new\nline", "q/\"x\" <&>'y'")) {
      write(name, name.getBytes(UTF_8));
    }
    for (int i = 0; i < 40; i++) {
      write("many/" + i, new byte[i]);
    }
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = source.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private void assertEveryObjectIsItsFile() throws IOException {
    try (Stream<Path> tree = Files.walk(source)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        assertThat(object(source.relativize(file).toString()))
            .as("%s", file)
            .isEqualTo(Files.readAllBytes(file));
      }
    }
  }

  private byte[] object(String key) throws IOException {
    AwsSettings settings = AwsSettings.none().withEndpoint(lab.endpoint()).withRegion(lab.region());
    try (AwsSession session = AwsSession.open(settings, 2)) {
      DeliveryFiles bucket = session.deliveries("photos");
      try (InputStream in = bucket.open(key)) {
        return in.readAllBytes();
      }
    }
  }

  private static JsonNode json(Program.Run run) throws IOException {
    return new JsonMapper().readTree(run.out());
  }
}
