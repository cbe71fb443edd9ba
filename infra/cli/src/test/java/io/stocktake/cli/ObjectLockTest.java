package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.lab.auth.signature.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRule;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/** Rules that lock, from the plan to versions that cannot be deleted. */
class ObjectLockTest {
  private static final String UNTIL = "2099-01-01T00:00:00Z";
  private static final String LOCKED = "object protected by object lock";
  private static final ObjectLockRule NO_DEFAULT = null;

  @TempDir private Path temp;
  private JobLab at;
  private S3AsyncClient client;
  private int plans;

  @BeforeEach
  void open() throws IOException {
    at = new JobLab(temp, "photos");
    client =
        S3AsyncClient.builder()
            .endpointOverride(at.lab().endpoint())
            .region(Region.of(at.lab().region()))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(at.lab().accessKey(), at.lab().secretKey())))
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    at.close();
  }

  private void lockable(ObjectLockRule rule) throws IOException {
    at.keepVersions("photos");
    ObjectLockConfiguration lock =
        ObjectLockConfiguration.builder()
            .objectLockEnabled(ObjectLockEnabled.ENABLED)
            .rule(rule)
            .build();
    client.putObjectLockConfiguration(b -> b.bucket("photos").objectLockConfiguration(lock)).join();
  }

  private static ObjectLockRule days(ObjectLockRetentionMode mode, int days) {
    DefaultRetention retention = DefaultRetention.builder().mode(mode).days(days).build();
    return ObjectLockRule.builder().defaultRetention(retention).build();
  }

  /** The rule of a lock by its name. */
  private static String rule(String lock) {
    return lock.equals("ON") ? "legal-hold=ON" : "lock-mode=" + lock + " lock-until=" + UNTIL;
  }

  /** Plans with a fresh inventory and applies it. */
  private Path apply(Object... more) throws IOException {
    Path plan = temp.resolve("plan-" + ++plans);
    at.plan("photos", plan, more).expect(0);
    at.program().run("apply", plan, "--multipart-threshold", "6Mi", "--part-size", "5Mi").expect(0);
    return plan;
  }

  private void verify() {
    at.program()
        .run("verify", at.source(), "s3://photos", "--inventory", "live", "--part-size", "5Mi")
        .expect(0);
  }

  private HeadObjectResponse head(String key) {
    return client.headObject(b -> b.bucket("photos").key(key)).join();
  }

  private void isLocked(String key, String lock) {
    HeadObjectResponse head = head(key);
    if (lock.equals("ON")) {
      assertThat(head.objectLockLegalHoldStatus()).as(key).isEqualTo(ObjectLockLegalHoldStatus.ON);
    } else {
      assertThat(head.objectLockModeAsString()).as(key).isEqualTo(lock);
      assertThat(head.objectLockRetainUntilDate()).as(key).isEqualTo(Instant.parse(UNTIL));
    }
    deleteIsRefused(key, head.versionId(), lock);
  }

  private void deleteIsRefused(String key, String id, String lock) {
    assertThatThrownBy(() -> delete(key, id, false)).hasMessageContaining(LOCKED);
    if (!lock.equals("GOVERNANCE")) {
      assertThatThrownBy(() -> delete(key, id, true)).hasMessageContaining(LOCKED);
    }
  }

  private void delete(String key, String id, boolean bypass) {
    client
        .deleteObject(
            b ->
                b.bucket("photos")
                    .key(key)
                    .versionId(id)
                    .bypassGovernanceRetention(bypass ? true : null))
        .join();
  }

  private List<ObjectVersion> versions(String key) {
    return client.listObjectVersions(b -> b.bucket("photos").prefix(key)).join().versions();
  }

  /** Sent whole and in parts, moved whole and in parts, copied, and set on what is the same. */
  @ParameterizedTest
  @ValueSource(strings = {"GOVERNANCE", "COMPLIANCE", "ON"})
  void everyWayToAnObjectLocksIt(String lock) throws IOException {
    lockable(NO_DEFAULT);
    byte[] large = new byte[7 << 20];
    new Random(4).nextBytes(large);
    at.write("old/small", "moved".getBytes(UTF_8));
    at.write("old/large", large);
    at.write("same", "same".getBytes(UTF_8));
    at.fill("photos");
    for (String name : List.of("small", "large")) {
      Files.createDirectories(at.source().resolve("moved"));
      Files.move(at.source().resolve("old/" + name), at.source().resolve("moved/" + name));
    }
    large[0]++;
    at.write("sent/small", "new".getBytes(UTF_8));
    at.write("sent/large", large);
    at.write("twice", "same".getBytes(UTF_8));
    Object[] rules = {
      "--part-size",
      "5Mi",
      "--copy-duplicates",
      "--delete",
      "--update-properties",
      "--property",
      rule(lock)
    };
    apply(rules);
    for (String key : at.keys()) {
      isLocked(key, lock);
    }
    verify();

    at.lab().resetRequestCounts();
    apply(rules);
    assertThat(at.requests("CopyObject") + at.requests("PutObject"))
        .as("nothing is written again but the lease")
        .isEqualTo(1);
  }

  /** The version under it stays, as does the way back. */
  @ParameterizedTest
  @ValueSource(strings = {"GOVERNANCE", "COMPLIANCE", "ON"})
  void whatIsLockedIsOverwrittenAndDeletedByNewVersionsAndComesBack(String lock)
      throws IOException {
    lockable(NO_DEFAULT);
    at.write("changed", "first".getBytes(UTF_8));
    at.write("deleted", "old".getBytes(UTF_8));
    at.write("stays", "x".getBytes(UTF_8));
    at.fill("photos", "--property", rule(lock));
    Map<String, String> before = at.objects("photos");
    String first = head("changed").versionId();
    String old = head("deleted").versionId();
    at.write("changed", "second".getBytes(UTF_8));
    Files.delete(at.source().resolve("deleted"));

    Path plan = apply("--delete", "--max-delete", "1", "--property", rule(lock));

    assertThat(at.object("photos", "changed")).asString(UTF_8).isEqualTo("second");
    isLocked("changed", lock);
    assertThat(at.exists("photos", "deleted")).isFalse();
    at.program().run("apply", plan.resolve("undo-1")).expect(0);
    assertThat(at.objects("photos")).isEqualTo(before);
    assertThat(versions("changed")).hasSize(3);
    deleteIsRefused("changed", first, lock);
    deleteIsRefused("deleted", old, lock);
  }

  /** Each write must come with a digest there, the program's own objects' too. */
  @ParameterizedTest
  @ValueSource(strings = {"GOVERNANCE", "COMPLIANCE"})
  void aBucketThatLocksEverythingByItselfIsFilledAndProven(String lock) throws IOException {
    lockable(days(ObjectLockRetentionMode.fromValue(lock), 365));
    byte[] large = new byte[7 << 20];
    at.write("small", "1".getBytes(UTF_8));
    at.write("large", large);
    at.write("held", "2".getBytes(UTF_8));
    apply("--part-size", "5Mi", "--property", "held legal-hold=ON");
    for (String key : at.keys()) {
      assertThat(head(key).objectLockModeAsString()).isEqualTo(lock);
      deleteIsRefused(key, head(key).versionId(), lock);
    }
    isLocked("held", "ON");
    verify();
    at.program().run("probe", "s3://photos", "--endpoint-url", at.lab().endpoint()).expect(0);
    at.program()
        .run("plan", at.source(), "s3://photos", "--inventory", "live", "--out", temp.resolve("s"))
        .expect(0);
    Files.delete(at.source().resolve("small"));
    Path plan = apply("--part-size", "5Mi", "--delete");
    assertThat(at.exists("photos", "small")).isFalse();
    at.program().run("apply", plan.resolve("undo-1")).expect(0);
    assertThat(at.object("photos", "small")).asString(UTF_8).isEqualTo("1");
  }

  @Test
  void aRetentionThatWasMadeLongerStaysAndOneOfOtherSpellingIsTheSame() throws IOException {
    lockable(NO_DEFAULT);
    at.write("a", "1".getBytes(UTF_8));
    String rule = "lock-mode=GOVERNANCE lock-until=2098-12-31T23:00:00.987654321-01:00";
    at.fill("photos", "--property", rule + " legal-hold=OFF");
    client
        .putObjectRetention(
            b ->
                b.bucket("photos")
                    .key("a")
                    .retention(
                        r ->
                            r.mode(ObjectLockRetentionMode.GOVERNANCE)
                                .retainUntilDate(Instant.parse("2100-01-01T00:00:00Z"))))
        .join();
    for (String same : List.of(rule, rule + " legal-hold=OFF")) {
      apply("--update-properties", "--property", same);
      assertThat(versions("a")).as(same).hasSize(1);
    }
  }

  /** S3 leaves out of an answer what its reader may not know. */
  @ParameterizedTest
  @CsvSource({"GOVERNANCE, GetObjectRetention", "ON, GetObjectLegalHold"})
  void aLockThatMayNotBeSeenIsNotGivenAgain(String lock, String right) throws IOException {
    lockable(NO_DEFAULT);
    at.write("a", "1".getBytes(UTF_8));
    at.fill("photos", "--property", rule(lock));
    Path plan = temp.resolve("plan");
    at.plan("photos", plan, "--update-properties", "--property", rule(lock)).expect(0);
    Credentials ann =
        at.lab()
            .user(
                "ann",
                """
                {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
                  {"Effect": "Deny", "Action": "s3:%s", "Resource": "*"}]}
                """
                    .formatted(right));
    Program blind = Program.on(at.lab().endpoint(), ann.accessKey(), ann.secretKey());
    blind.with("STOCKTAKE_COMPAT", "aws").run("apply", plan).expect(3).says("s3:" + right);
    Program.on(at.lab());
    assertThat(versions("a")).hasSize(1);
  }

  @Test
  void jobsLeaveObjectsThatAreToBeLockedToRequests() throws IOException {
    lockable(NO_DEFAULT);
    at.write("old/a", "1".getBytes(UTF_8));
    at.fill("photos");
    Files.createDirectories(at.source().resolve("new"));
    Files.move(at.source().resolve("old/a"), at.source().resolve("new/a"));
    Path plan = temp.resolve("plan");
    at.plan("photos", plan, "--property", rule("COMPLIANCE")).expect(0).says("moved");
    at.program().run(JobLab.apply(plan)).expect(0);
    assertThat(at.jobs()).isEmpty();
    isLocked("new/a", "COMPLIANCE");
  }

  @Test
  void aBucketWithoutObjectLockSaysSoForEachRow() throws IOException {
    at.write("a", "1".getBytes(UTF_8));
    Path plan = temp.resolve("plan");
    at.plan("photos", plan, "--property", rule("ON")).expect(0);
    at.program().run("apply", plan).expect(3).says("Bucket is missing Object Lock Configuration");
  }

  @Test
  void aRetentionThatHasEndedIsRefusedBeforeAnythingIsPlanned() throws IOException {
    at.write("a", "1".getBytes(UTF_8));
    at.plan(
            "photos",
            temp.resolve("plan"),
            "--property",
            "lock-mode=GOVERNANCE lock-until=2020-01-01T00:00:00Z")
        .expect(2)
        .says("lock-until=2020-01-01T00:00:00Z is in the past");
  }
}
