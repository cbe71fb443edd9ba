package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input gets a sentence and an exit code, and changes nothing. */
class BadInputTest {
  private static final int ENVIRONMENT = 1;
  private static final int USAGE = 2;
  private static final int NOT_ALL_DONE = 3;
  private static final int REFUSED = 4;

  @TempDir private static Path labData;
  private static Lab lab;

  @TempDir private Path temp;
  private Program program;
  private Path source;
  private Path inventory;
  private Path plan;

  @BeforeAll
  static void startLab() throws IOException {
    lab = Lab.start(LabOptions.in(labData));
    lab.createBucket("photos");
    Program program = Program.on(lab);
    Path seed = Files.createDirectory(labData.resolve("seed"));
    Files.writeString(seed.resolve("a"), "aaaaa");
    Files.writeString(seed.resolve("b"), "bbbbb");
    Path plan = labData.resolve("seeding");
    program.run("plan", seed, "s3://photos", "--inventory", "live", "--out", plan).expect(0);
    program.run("apply", plan).expect(0);
  }

  @AfterAll
  static void stopLab() {
    lab.close();
  }

  @BeforeEach
  void prepare() throws IOException {
    program = Program.on(lab);
    source = Files.createDirectory(temp.resolve("source"));
    Files.writeString(source.resolve("a"), "aaaaa");
    inventory = temp.resolve("inventory");
    program.run("inventory", "build", "s3://photos", "--out", inventory).expect(0);
    plan = temp.resolve("plan");
    lab.resetRequestCounts();
  }

  @Test
  void aMissingDataFile() throws IOException {
    Files.delete(dataFile());
    plan().expect(ENVIRONMENT).says("a data file of the inventory, does not exist");
    assertNoPlan();
  }

  @Test
  void aTruncatedDataFile() throws IOException {
    byte[] bytes = Files.readAllBytes(dataFile());
    Files.write(dataFile(), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    plan().expect(ENVIRONMENT).says("is damaged: its manifest promises");
    assertNoPlan();
  }

  @Test
  void aDataFileWithAnotherMd5() throws IOException {
    byte[] bytes = Files.readAllBytes(dataFile());
    bytes[10] ^= 1;
    Files.write(dataFile(), bytes);
    plan().expect(ENVIRONMENT).says("is damaged: its manifest promises");
    assertNoPlan();
  }

  @Test
  void aManifestThatDoesNotMatchItsChecksum() throws IOException {
    Path manifest = file("manifest.json");
    Files.writeString(manifest, Files.readString(manifest).replace("photos", "photoz"));
    plan().expect(ENVIRONMENT).says("does not match its manifest.checksum");
    assertNoPlan();
  }

  @Test
  void aDeliveryWithoutItsChecksum() throws IOException {
    Files.delete(file("manifest.checksum"));
    plan().expect(ENVIRONMENT).says("manifest.checksum does not exist");
    assertNoPlan();
  }

  @Test
  void aFormatThatIsNotRead() throws IOException {
    Path manifest = file("manifest.json");
    String json = Files.readString(manifest).replace("Parquet", "Avro");
    Files.writeString(manifest, json);
    String md5 = Digests.hex(Digests.md5().digest(json.getBytes(UTF_8)));
    Files.writeString(file("manifest.checksum"), md5);
    plan().expect(ENVIRONMENT).says("is not an S3 Inventory manifest").says("AVRO");
    assertNoPlan();
  }

  @Test
  void aLimitOnReadingThatIsNone() throws IOException {
    plan("--read-limit", "fast").expect(USAGE).says("is not a size such as");
    plan("--read-limit", "0").expect(USAGE).says("must be at least 64Ki a second, not 0");
    assertNoPlan();
    plan("--read-limit", "1.5Gi/s").expect(0);
    assertThat(Files.readString(plan.resolve("plan.json"))).contains("read-limit", "1610612736");
  }

  @Test
  void aStateThatCannotBeExchanged() throws IOException {
    Path state = temp.resolve("state");
    Path list = Files.writeString(temp.resolve("list"), "no MD5\n");
    program.run("state").expect(USAGE).says("say what to do");
    program.run("state", "export", state).expect(USAGE).says("holds no state of a plan");
    program.run("state", "export", list).expect(USAGE).says("holds no state of a plan");
    program
        .run("state", "import", source.resolve("inside"), list, "--source", source)
        .expect(USAGE)
        .says("is inside the source");
    program
        .run("state", "import", state, list, "--source", source)
        .expect(USAGE)
        .says("line 1 is not an MD5 and a path below the source");
    program.run("state", "import", state, temp.resolve("none")).expect(USAGE).says("no such file");
    program.run("state", "export", state, "--threads", "0").expect(USAGE).says("must be 1 to 1024");
    Files.delete(source.resolve("a"));
    Files.delete(source);
    program.run("state", "export", state).expect(USAGE).says("is not there, or no directory");
  }

  @Test
  void anInventoryThatDoesNotExist() {
    inventory = temp.resolve("nowhere");
    plan().expect(ENVIRONMENT).says("there is no inventory at");
  }

  @Test
  void aDestinationThatIsNotTheInventorysBucket() {
    program
        .run("plan", source, "s3://other-bucket", "--inventory", delivery(), "--out", plan)
        .expect(USAGE)
        .says("lists the bucket photos, but the destination is other-bucket");
    assertNoPlan();
  }

  @Test
  void aListingOfLessThanTheDestination() {
    inventory = temp.resolve("narrow");
    program.run("inventory", "build", "s3://photos/sub", "--out", inventory).expect(0);
    plan().expect(USAGE).says("is of the keys below sub alone");
    assertNoPlan();
  }

  @Test
  void aDirectoryThatCannotBeRead() throws Exception {
    Path locked = Files.createDirectory(source.resolve("locked"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
    planWithoutPrivileges().expect(NOT_ALL_DONE).says("PARTIAL").says("Nothing is deleted");
    program.run("show", plan, "--problems").expect(0).says("unreadable-directory  locked/");
    assertThat(program.run("show", plan, "--rows", "--only", "orphan").out()).isEmpty();
  }

  @Test
  void aFileThatCannotBeRead() throws Exception {
    Files.setPosixFilePermissions(
        source.resolve("a"), PosixFilePermissions.fromString("---------"));
    Files.writeString(source.resolve("new"), "1");
    Files.setPosixFilePermissions(
        source.resolve("new"), PosixFilePermissions.fromString("---------"));
    planWithoutPrivileges().expect(NOT_ALL_DONE).says("1  files could not be read");
    program.run("show", plan, "--rows").expect(0).says("! ").says("(the file could not be read)");
    List<String> prefix = Program.withoutPrivileges();
    program.runProcess(prefix, "apply", plan).expect(NOT_ALL_DONE).says("failed");
  }

  @Test
  void aNameThatIsNotUtf8() throws Exception {
    int exit =
        new ProcessBuilder("sh", "-c", "printf x > \"$(printf 'bad\\377')\"")
            .directory(source.toFile())
            .start()
            .waitFor();
    assertThat(exit).isZero();
    plan("--delete").expect(NOT_ALL_DONE).says("1  names are not UTF-8");
    program.run("show", plan, "--problems").expect(0).says("bad%FF");
    program.run("show", plan, "--rows").expect(0).says("- delete").says("  b  ");
    plan = temp.resolve("again");
    plan("--exit-code").expect(5).says("1  names are not UTF-8");
    plan = temp.resolve("excluded");
    plan("--exclude", "bad%FF").expect(0);
    assertThat(program.run("show", plan, "--problems").out()).isEmpty();
  }

  @Test
  void aKeyThatWouldBeTooLong() throws IOException {
    Path deep = source.resolve(("d".repeat(250) + "/").repeat(4));
    Files.createDirectories(deep);
    Files.writeString(deep.resolve("e".repeat(100)), "1");
    plan().expect(NOT_ALL_DONE).says("1  keys would be longer than 1,024 bytes");
    assertThat(program.run("show", plan, "--rows").out()).doesNotContain("eee");
  }

  @Test
  void twoFilesThatMapToOneKey() throws IOException {
    Files.writeString(source.resolve("\u00e9"), "1");
    Files.writeString(source.resolve("e\u0301"), "2");
    plan("--nfc").expect(NOT_ALL_DONE).says("two files map to this key");
    program.run("show", plan, "--problems").expect(0).says("key-collision");
    assertThat(program.run("show", plan, "--rows").out()).doesNotContain("upload");
  }

  @Test
  void aLoopOfLinks() throws IOException {
    Files.createSymbolicLink(source.resolve("loop"), Path.of("."));
    plan("--links", "follow").expect(NOT_ALL_DONE).says("lead back to a directory above them");
  }

  @Test
  void aFileThatChangesAfterThePlan() throws IOException {
    Files.writeString(source.resolve("new"), "1");
    plan().expect(0);
    Files.writeString(source.resolve("new"), "22");
    program.run("apply", plan, "--no-lease").expect(NOT_ALL_DONE).says("1  drifted");
    assertNothingWritten();
  }

  /** Where a file system cannot be mounted, a limit on file sizes ends writing the same way. */
  @Test
  void aFullDiskWhileThePlanIsWritten() throws Exception {
    for (int i = 0; i < 3_000; i++) {
      Files.writeString(source.resolve("file with a rather long name " + i), "");
    }
    Path small = Files.createDirectory(temp.resolve("small"));
    List<String> mount =
        List.of(
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs -o size=200k tmpfs " + small + " && exec \"$@\"",
            "sh");
    boolean mounts = new ProcessBuilder(concat(mount, "true")).start().waitFor() == 0;
    List<String> prefix = mounts ? mount : List.of("sh", "-c", "ulimit -f 200; exec \"$@\"", "sh");
    Path out = small.resolve("plan");
    Program.Run run =
        program.runProcess(
            prefix, "plan", source, "s3://photos", "--inventory", delivery(), "--out", out);
    run.expect(ENVIRONMENT).says(mounts ? "No space left on device" : "File too large");
    try (Stream<Path> left = Files.list(small)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void anAlteredPlan() throws IOException {
    Files.writeString(source.resolve("new"), "1");
    plan().expect(0);
    Path changes = plan.resolve("changes-00001.csv");
    Files.writeString(changes, Files.readString(changes).replace("new", "nev"));
    program.run("apply", plan).expect(REFUSED).says("was altered after the plan was sealed");
    program.run("show", plan).expect(REFUSED).says("was altered");
    assertNothingWritten();
  }

  @Test
  void noPlanAtAll() {
    program.run("apply", temp).expect(USAGE).says("holds no complete plan");
    program.run("show", temp.resolve("missing")).expect(USAGE).says("holds no complete plan");
  }

  @Test
  void noCredentials() throws Exception {
    plan().expect(0);
    Program stranger = new Program().with("STOCKTAKE_ENDPOINT_URL", lab.endpoint().toString());
    stranger.with("AWS_EC2_METADATA_DISABLED", "true").with("HOME", temp.toString());
    stranger
        .runProcess(List.of(), "apply", plan)
        .expect(ENVIRONMENT)
        .says("no AWS credentials were found");
  }

  @Test
  void keysThatAreNotKnown() throws Exception {
    plan().expect(0);
    Program stranger = new Program().with("STOCKTAKE_ENDPOINT_URL", lab.endpoint().toString());
    stranger.with("AWS_ACCESS_KEY_ID", "AKIAUNKNOWN").with("AWS_SECRET_ACCESS_KEY", "x");
    stranger.runProcess(List.of(), "apply", plan).expect(ENVIRONMENT).says("photos");
  }

  @Test
  void theWrongRegion() {
    plan().expect(0);
    program.run("apply", plan, "--region", "eu-north-1").expect(ENVIRONMENT).says("us-east-1");
  }

  @Test
  void aBucketThatDoesNotExist() {
    program
        .run("inventory", "build", "s3://no-such-bucket", "--out", temp.resolve("x"))
        .expect(ENVIRONMENT)
        .says("no-such-bucket")
        .says("does not exist");
    program
        .run("plan", source, "s3://photos", "--inventory", "s3://no-such-bucket/x", "--out", plan)
        .expect(ENVIRONMENT)
        .says("does not exist");
  }

  @Test
  void anEndpointThatDoesNotAnswer() {
    program
        .run(
            "inventory",
            "build",
            "s3://photos",
            "--out",
            temp.resolve("x"),
            "--endpoint-url",
            "http://127.0.0.1:1")
        .expect(ENVIRONMENT)
        .says("127.0.0.1:1");
  }

  @Test
  void anEmptySourceIsNeverADelete() throws IOException {
    Files.delete(source.resolve("a"));
    plan("--delete").expect(REFUSED).says("holds no file");
    assertNoPlan();
    plan().expect(NOT_ALL_DONE).says("NO FILE WAS COMPARED").says("is its disk mounted?");
  }

  @Test
  void aSourceThatDoesNotExist() {
    source = temp.resolve("missing");
    plan().expect(USAGE).says("does not exist");
    assertNoPlan();
  }

  @Test
  void aPlanInsideItsSource() {
    plan = source.resolve("plan");
    plan().expect(USAGE).says("inside the source");
    assertNoPlan();
  }

  @Test
  void anOutThatIsNotEmpty() throws IOException {
    Files.createDirectory(plan);
    Files.writeString(plan.resolve("mine"), "x");
    plan().expect(USAGE).says("is not empty");
    assertThat(plan.resolve("mine")).hasContent("x");
  }

  @Test
  void argumentsThatMakeNoSense() throws IOException {
    program.run().expect(USAGE).says("say what to do");
    program.run("plan").expect(USAGE).says("Missing required");
    program.run("plan", source, "photos").expect(USAGE).says("does not start with s3://");
    program.run("plan", source, "s3://UPPER", "--bogus").expect(USAGE);
    program.run("apply", plan, "--part-size", "big").expect(USAGE).says("is not a size");
    plan().expect(0);
    program.run("apply", plan, "--part-size", "1Mi").expect(USAGE).says("part-size");
    program.run("show", plan, "--only", "bogus").expect(USAGE).says("bogus");
    plan = temp.resolve("other");
    plan("--threads", "0").expect(USAGE).says("threads must be");
    Path config = Files.writeString(temp.resolve("config"), "part-sise = 5Mi\n");
    program.run("show", plan, "--config", config).expect(USAGE).says("part-sise");
    program.run("show", plan, "--config", temp.resolve("no")).expect(USAGE).says("does not exist");
  }

  private Program.Run plan(String... more) {
    List<Object> arguments = new java.util.ArrayList<>(planArguments());
    arguments.addAll(List.of(more));
    return program.run(arguments.toArray());
  }

  private List<Object> planArguments() {
    return List.of("plan", source, "s3://photos", "--inventory", delivery(), "--out", plan);
  }

  private Program.Run planWithoutPrivileges() throws Exception {
    List<Object> arguments = new java.util.ArrayList<>(planArguments());
    arguments.add("--delete");
    return program.runProcess(Program.withoutPrivileges(), arguments.toArray());
  }

  private Path delivery() {
    return inventory.resolve("photos/listing");
  }

  private Path dataFile() throws IOException {
    try (Stream<Path> files = Files.list(delivery().resolve("data"))) {
      return files.findFirst().orElseThrow();
    }
  }

  private Path file(String name) throws IOException {
    try (Stream<Path> tree = Files.walk(delivery())) {
      return tree.filter(path -> path.endsWith(name)).findFirst().orElseThrow();
    }
  }

  private void assertNoPlan() {
    assertThat(plan).doesNotExist();
    assertThat(plan.resolveSibling(plan.getFileName() + ".unfinished")).doesNotExist();
    assertNothingWritten();
  }

  private void assertNothingWritten() {
    assertThat(lab.requestCounts().keySet())
        .doesNotContain("PutObject", "DeleteObject", "CreateMultipartUpload", "CopyObject");
  }

  private static List<String> concat(List<String> head, String last) {
    List<String> all = new java.util.ArrayList<>(head);
    all.add(last);
    return all;
  }
}
