package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.lab.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads under keys that the customer keeps, which are found nowhere afterwards. */
class CustomerKeyTest {
  private static final int MIB = 1 << 20;
  private static final String RULE = "private/** sse-c=archive";

  @TempDir private Path temp;
  private final byte[] large = new byte[17 * MIB];
  private JobLab at;
  private SecretKey key;
  private Path plan;

  @BeforeEach
  void fill() throws IOException {
    at = new JobLab(temp.resolve("work"), "photos");
    key = new SecretKey(at.lab(), temp.resolve("archive.key"), 7);
    new Random(3).nextBytes(large);
    at.write("private/small", "small".getBytes(UTF_8));
    at.write("private/empty", new byte[0]);
    at.write("private/large", large);
    at.write("open", "open".getBytes(UTF_8));
    plan = temp.resolve("work/plan");
  }

  @AfterEach
  void stop() throws IOException {
    key.isNowhereIn(temp);
    key.close();
    at.close();
  }

  private Program.Run plan(Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("plan", at.source(), "s3://photos"));
    arguments.addAll(List.of("--inventory", "live", "--out", plan));
    arguments.addAll(List.of("--part-size", "5Mi", "--property", RULE));
    arguments.addAll(List.of(more));
    return key.isNotIn(at.program().run(arguments.toArray())).expect(0);
  }

  private Object[] applying(Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("apply", plan, "--no-lease"));
    arguments.addAll(List.of("--multipart-threshold", "6Mi", "--part-size", "5Mi"));
    arguments.addAll(List.of(more));
    return arguments.toArray();
  }

  private Program.Run apply(Object... more) {
    Object[] all = List.of(more).contains("--sse-c-key") ? applying(more) : applyingWithKey(more);
    return key.isNotIn(at.program().run(all));
  }

  private Object[] applyingWithKey(Object... more) {
    List<Object> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(List.of("--sse-c-key", "archive=" + key.file()));
    return applying(arguments.toArray());
  }

  private void allIsThere() {
    assertThat(key.get("photos", "private/small")).asString(UTF_8).isEqualTo("small");
    assertThat(key.get("photos", "private/empty")).isEmpty();
    assertThat(key.get("photos", "private/large")).isEqualTo(large);
  }

  @Test
  void whatIsSentWholeAndInPartsOpensWithTheKeyAlone() throws IOException {
    plan();
    assertThat(plan.resolve("plan.json")).content().contains(RULE);
    apply().expect(0).says("4  done");
    allIsThere();
    assertThat(at.object("photos", "open")).asString(UTF_8).isEqualTo("open");
    assertThatThrownBy(() -> at.object("photos", "private/small"))
        .hasMessageContaining("using a form of Server Side Encryption");
    at.lab().resetRequestCounts();
    apply().expect(0);
    assertThat(at.lab().requestCounts().keySet()).isSubsetOf("HeadBucket");
    key.isNotIn(at.program().run("report", plan)).expect(0);
    key.isNotIn(at.program().run("status", plan)).expect(0);
    key.isNotIn(at.program().run("show", plan, "--rows")).expect(0);
  }

  @Test
  void aSyncEncryptsAsAnApplyDoes() throws IOException {
    Path out = temp.resolve("work/sync");
    Object[] sync = {
      "sync",
      at.source(),
      "s3://photos",
      "--inventory",
      "live",
      "--out",
      out,
      "--property",
      RULE,
      "--multipart-threshold",
      "6Mi",
      "--part-size",
      "5Mi"
    };
    at.lab().resetRequestCounts();
    at.program().run(sync).expect(2).says("archive").says("--sse-c-key NAME=FILE");
    assertThat(at.lab().requestCounts()).isEmpty();
    List<Object> withKey = new ArrayList<>(List.of(sync));
    withKey.addAll(List.of("--sse-c-key", "archive=" + key.file()));
    key.isNotIn(at.program().run(withKey.toArray())).expect(0);
    allIsThere();
  }

  @Test
  void verifyProvesWithTheKeyAndCannotTellWithout() throws IOException {
    plan();
    apply().expect(0);
    String inventory = at.deliver("photos");
    for (String listed : List.of(inventory, "live")) {
      verify(listed, "--sse-c-key", "archive=" + key.file())
          .expect(0)
          .says("4 of 4 files proven the same")
          .says("by its stored CRC64NVME");
      verify(listed).expect(5).says("3  cannot tell").says("SSE-C");
    }
    SecretKey other = new SecretKey(at.lab(), temp.resolve("other.key"), 8);
    verify(inventory, "--sse-c-key", "other=" + other.file())
        .expect(5)
        .says(
            "none of the customer keys that were given opens the object; give the object's key by"
                + " --sse-c-key");
    key.put("photos", "private/small", "other".getBytes(UTF_8));
    String[] both = {"other=" + other.file(), "archive=" + key.file()};
    verify(inventory, "--sse-c-key", both[0], "--sse-c-key", both[1])
        .expect(5)
        .says("* private/small")
        .says("3 of 4 files proven the same");
    other.close();
  }

  private Program.Run verify(String inventory, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("verify", at.source(), "s3://photos"));
    arguments.addAll(List.of("--inventory", inventory, "--part-size", "5Mi"));
    arguments.addAll(List.of(more));
    return key.isNotIn(at.program().run(arguments.toArray()));
  }

  @Test
  void anInventoryTellsOnlyWhoGivesTheRuleWhatHasAnotherSize() throws IOException {
    plan();
    apply().expect(0);
    at.plan("photos", temp.resolve("work/same"), "--property", RULE)
        .says("3  cannot tell")
        .says("makes its ETag no evidence");
    Files.writeString(at.source().resolve("private/small"), "another, longer");

    at.plan("photos", temp.resolve("work/without"))
        .says("3  cannot tell")
        .says("a customer key (SSE-C)");
    plan = temp.resolve("work/changed");
    at.plan("photos", plan, "--property", RULE).says("2  cannot tell");
    apply().expect(0).says("1  done");
    assertThat(key.get("photos", "private/small")).asString(UTF_8).isEqualTo("another, longer");
  }

  @Test
  void withoutTheKeyNothingIsWritten() throws IOException {
    plan();
    at.lab().resetRequestCounts();
    at.program()
        .run(applying())
        .expect(2)
        .says("archive")
        .says("nothing was written")
        .says("--sse-c-key NAME=FILE");
    apply("--sse-c-key", "another=" + key.file()).expect(2).says("archive");
    assertThat(at.lab().requestCounts()).isEmpty();
  }

  @Test
  void aFileThatHoldsNoKeyIsNamedAndNotShown() throws IOException {
    plan();
    Path file = temp.resolve("work/no.key");
    for (String content :
        List.of("", "hush-hush", "x".repeat(31), "x".repeat(33), "=".repeat(44))) {
      Files.writeString(file, content);
      Program.Run run = apply("--sse-c-key", "archive=" + file).expect(2).says(file.toString());
      assertThat(run.out() + run.err()).doesNotContain("hush").doesNotContain("xxx");
    }
    for (String typed : typedKeys()) {
      apply("--sse-c-key", "archive=" + typed).expect(2).says("not the key itself");
      apply("--sse-c-key", typed).expect(2).says("NAME=FILE");
    }
    Path none = temp.resolve("none");
    Program.Run run = apply("--sse-c-key", "archive=" + none).expect(2).says("no such file");
    assertThat(run.out() + run.err()).doesNotContain(none.toString());
    apply("--sse-c-key", "archive=" + key.file(), "--sse-c-key", "archive=" + key.file())
        .expect(2)
        .says("twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n"})
  void aKeyMayBeInBase64(String end) throws IOException {
    plan();
    Path file = Files.writeString(temp.resolve("text.key"), key.base64() + end);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    apply("--sse-c-key", "archive=" + file).expect(0).says("Users other than its owner");
    Files.delete(file);
    allIsThere();
  }

  @ParameterizedTest
  @CsvSource({
    "sse-c=archive encryption=aws:kms, an object has one of them",
    "sse-c=, the name of a key",
    "sse-c=a/b, the name of a key"
  })
  void aRuleNamesAKeyAndNothingElse(String rule, String says) throws IOException {
    at.plan("photos", plan, "--property", rule).expect(2).says(says);
  }

  @Test
  void aKeyInTheRuleIsRefusedAndNotRepeated() throws IOException {
    for (String typed : typedKeys()) {
      for (String rule : List.of("sse-c=", "x sse-c archive=", "sse-c ", "sse-c = ")) {
        Program.Run run = at.plan("photos", plan, "--property", rule + typed).expect(2);
        assertThat(key.isNotIn(run).err()).doesNotContain(typed).contains("never the key");
      }
    }
  }

  /** As they may be typed where a file or a name should be; a key may be 32 letters, too. */
  private List<String> typedKeys() throws IOException {
    String hex = HexFormat.of().formatHex(Files.readAllBytes(key.file()));
    String bare = key.base64().substring(0, 43);
    return List.of(key.base64(), bare, " " + bare, hex, "correct.horse.battery.staple.032");
  }

  @Test
  void aKeyThatNoRuleNamesIsRefused() throws IOException {
    at.plan(
        "photos", plan, "--property", "private/** sse-c=archive", "--property", "**.x acl=private");
    String[] both = {"archive=" + key.file(), "other=" + key.file()};
    at.lab().resetRequestCounts();
    apply("--sse-c-key", both[0], "--sse-c-key", both[1])
        .expect(2)
        .says("no rule of the plan names the customer key other, so nothing would be encrypted");
    Path open = temp.resolve("work/open");
    at.plan("photos", open);
    plan = open;
    apply().expect(2).says("no rule of the plan names the customer key archive");
    Path out = temp.resolve("work/sync");
    Object[] sync = {
      "sync",
      at.source(),
      "s3://photos",
      "--inventory",
      "live",
      "--out",
      out,
      "--sse-c-key",
      both[0]
    };
    at.program().run(sync).expect(2).says("no rule of the plan names the customer key archive");
    assertThat(at.requests("PutObject")).isZero();
    at.program().with("STOCKTAKE_SSE_C_KEY", both[0]).run(applying()).expect(0);
  }

  @Test
  void aKilledUploadGoesOnUnderItsKeyAlone() throws Exception {
    plan();
    at.lab().resetRequestCounts();
    Process process =
        at.program()
            .process(List.of(), applyingWithKey("--bandwidth", "4M", "--max-in-flight", "2"))
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("work/said").toFile())
            .start();
    JobLab.until(() -> at.requests("UploadPart") >= 2 || !process.isAlive());
    process.destroyForcibly().waitFor();
    long sent = at.requests("UploadPart");
    assertThat(sent).isBetween(2L, 3L);

    SecretKey other = new SecretKey(at.lab(), temp.resolve("other.key"), 8);
    at.lab().resetRequestCounts();
    apply("--sse-c-key", "archive=" + other.file())
        .expect(4)
        .says("the key archive is not the one that earlier runs of this plan wrote with");
    assertThat(at.lab().requestCounts().keySet()).isSubsetOf("HeadBucket");
    other.close();

    apply().expect(0).says("4  done");
    assertThat(at.requests("CreateMultipartUpload")).isZero();
    assertThat(key.get("photos", "private/large")).isEqualTo(large);
  }

  @Test
  void whatIsLeftOfAPlanInsistsOnItsKeyToo() throws IOException {
    plan();
    at.lab().failNext("PutObject", "private/small", 8, Fault.of(Fault.Kind.ACCESS_DENIED));
    apply().expect(3).says("3  done").says("1  failed");
    at.lab().clearFaults();
    Path whole = plan;
    plan = whole.resolve("residual-1");
    try (SecretKey other = new SecretKey(at.lab(), temp.resolve("other.key"), 8)) {
      apply("--sse-c-key", "archive=" + other.file()).expect(4).says("nothing was written");
    }
    Path used = whole.resolve("customer-keys");
    String known = Files.readString(used);
    Files.writeString(used, known.replace(' ', '_'));
    apply().expect(1).says("restore it");
    Files.writeString(used, known);
    apply().expect(0);
    assertThat(Files.exists(plan.resolve("customer-keys"))).isFalse();
  }

  @Test
  void whatAnotherWriterWroteIsLeftAlone() throws IOException {
    plan();
    at.put("photos", "private/small", "theirs".getBytes(UTF_8));
    key.put("photos", "private/empty", "theirs".getBytes(UTF_8));
    byte[] theirs = new byte[large.length];
    key.put("photos", "private/large", theirs);
    apply().expect(3).says("1  done");
    assertThat(at.object("photos", "private/small")).asString(UTF_8).isEqualTo("theirs");
    assertThat(key.get("photos", "private/empty")).asString(UTF_8).isEqualTo("theirs");
    apply().expect(3).says("3  drifted");
    assertThat(key.get("photos", "private/large")).isEqualTo(theirs);
  }

  @Test
  void whatAnotherKeyClosedIsNotGuessedAbout() throws IOException {
    plan();
    try (SecretKey other = new SecretKey(at.lab(), temp.resolve("other.key"), 8)) {
      other.put("photos", "private/small", "small".getBytes(UTF_8));
      apply().expect(3).says("1  unknown");
      assertThat(at.program().run("status", plan).out())
          .contains("opens neither with the customer key archive nor without one");
      assertThat(other.get("photos", "private/small")).asString(UTF_8).isEqualTo("small");
    }
  }

  @Test
  void aBucketThatRefusesSuchKeysIsNamedAsTheCause() throws IOException {
    plan();
    key.block("photos");
    apply()
        .expect(3)
        .says("1  done")
        .says("3  failed")
        .says("or the bucket refuses SSE-C: see BlockedEncryptionTypes");
    assertThat(at.exists("photos", "private/small")).isFalse();
  }

  @Test
  void aLostAnswerIsSettledByTheKey() throws IOException {
    plan();
    at.lab().failNext("PutObject", "private/.*", 8, Fault.of(Fault.Kind.LOST_ANSWER));
    at.lab().failNext("CompleteMultipartUpload", ".*", 8, Fault.of(Fault.Kind.LOST_ANSWER));
    apply().expect(3).says("2  already-done").says("1  unknown");
    at.lab().clearFaults();
    apply().expect(0).says("3  already-done");
    allIsThere();
  }
}
