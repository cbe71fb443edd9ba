package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.crypto.Gpg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are encrypted to OpenPGP keys before they leave, opened by the gpg program. */
class EncryptionTest {
  private static final int MIB = 1 << 20;
  private static final String MARK = "this text is found nowhere but in the source";

  @TempDir private static Path keys;
  private static Gpg gpg;
  private static String fingerprint;
  private static String other;
  private static String signOnly;
  private static Path keyring;

  @TempDir private Path temp;
  private final Map<String, byte[]> files = new HashMap<>();
  private JobLab at;

  @BeforeAll
  static void makeKeys() throws IOException {
    gpg = Gpg.in(keys);
    fingerprint = gpg.pair("backup", "ed25519", "cv25519");
    other = gpg.pair("escrow", "rsa2048", "rsa2048");
    signOnly = gpg.key("signer", "ed25519", "sign", "never");
    keyring = gpg.export();
  }

  @AfterAll
  static void endAgent() {
    if (gpg != null) {
      gpg.close();
    }
  }

  @BeforeEach
  void fill() throws IOException {
    at = new JobLab(temp.resolve("work"), "photos");
    byte[] large = new byte[11 * MIB + 7];
    new Random(3).nextBytes(large);
    write("large", large);
    write("a/text", (MARK + " ").repeat(2000).getBytes(UTF_8));
    write("a/empty", new byte[0]);
    write("a/ü %?#.gpg", "a file of a dreadful name".getBytes(UTF_8));
  }

  @AfterEach
  void stop() throws IOException {
    at.close();
  }

  private void write(String name, byte[] content) throws IOException {
    at.write(name, content);
    files.put(name, content);
  }

  @Test
  void gpgOpensEachObjectAndTheLedgerKnowsThem() throws IOException {
    Path first = temp.resolve("work/plan-1");
    plan(first, "--encrypt-to", fingerprint + "," + other).expect(0);
    apply(first).expect(0).says("4  done");
    allAreOpenedByGpg();

    Path second = temp.resolve("work/plan-2");
    Program.Run again =
        plan(second, "--encrypt-to", other + "," + fingerprint, "--ledger", first, "--exit-code");
    again.expect(0).says("Nothing to do.");

    write("a/text", (MARK + "!").repeat(2000).getBytes(UTF_8));
    Path third = temp.resolve("work/plan-3");
    plan(third, "--encrypt-to", fingerprint + "," + other, "--ledger", temp.resolve("work"))
        .expect(0);
    at.lab().resetRequestCounts();
    apply(third).expect(0).says("1  done");
    assertThat(at.lab().requestCounts().get("PutObject"))
        .as("the file, and the lease")
        .isEqualTo(2);
    allAreOpenedByGpg();
    nothingIsInClear();
  }

  @Test
  void onlyTheFilesOfThePatternAreEncrypted() throws IOException {
    Path plan = temp.resolve("work/plan");
    plan(plan, "--encrypt-to", "a/** " + fingerprint, "--property", "a/empty encrypt-to=none")
        .expect(0);
    apply(plan).expect(0);
    assertThat(at.object("photos", "large")).isEqualTo(files.get("large"));
    assertThat(at.object("photos", "a/empty")).isEmpty();
    assertThat(opened("a/text.gpg")).isEqualTo(files.get("a/text"));
  }

  @Test
  void aSyncEncryptsAndItsDirectoryIsALedger() throws IOException {
    Path out = temp.resolve("work/sync");
    List<Object> sync = new ArrayList<>(arguments("sync", out));
    sync.addAll(List.of("--encrypt-to", fingerprint));
    at.program().run(sync.toArray()).expect(0);
    allAreOpenedByGpg();

    plan(temp.resolve("work/plan"), "--encrypt-to", fingerprint, "--ledger", out, "--exit-code")
        .expect(0);
    nothingIsInClear();
  }

  @Test
  void withoutALedgerNothingIsKnownAndNothingOverwritten() throws IOException {
    Path plan = temp.resolve("work/plan");
    plan(plan, "--encrypt-to", fingerprint).expect(0);
    apply(plan).expect(0);

    Path second = temp.resolve("work/second");
    plan(second, "--encrypt-to", fingerprint).expect(0).says("4  cannot tell");
    at.lab().resetRequestCounts();
    apply(second).expect(0);
    assertThat(at.lab().requestCounts()).doesNotContainKeys("PutObject", "GetObject", "HeadObject");
    List<Object> verify = new ArrayList<>(List.of("verify", at.source(), "s3://photos"));
    verify.addAll(List.of("--inventory", "live", "--keyring", keyring));
    verify.addAll(List.of("--encrypt-to", fingerprint));
    at.program().run(verify.toArray()).expect(5).says("! a/text.gpg");
    verify.addAll(List.of("--ledger", plan));
    at.program().run(verify.toArray()).expect(0);
  }

  @Test
  void whatCannotBeEncryptedToIsRefused() throws IOException {
    Path out = temp.resolve("work/plan");
    plan(out, "--encrypt-to", fingerprint.substring(24)).expect(2).says("give all 40 digits");
    plan(out, "--encrypt-to", "A".repeat(40)).expect(2).says("A".repeat(40));
    plan(out, "--encrypt-to", signOnly).expect(2).says(signOnly);
    List<Object> bare = new ArrayList<>(List.of("plan", at.source(), "s3://photos"));
    bare.addAll(List.of("--inventory", "live", "--out", out, "--encrypt-to", fingerprint));
    at.program().run(bare.toArray()).expect(2).says("--keyring");
    bare.addAll(List.of("--keyring", gpg.exportSecret(fingerprint)));
    at.program().run(bare.toArray()).expect(2).says("holds the secret key");
    assertThat(out).doesNotExist();
  }

  @Test
  void otherRecipientsAndDeltasAreRefused() throws IOException {
    Path first = temp.resolve("work/plan-1");
    plan(first, "--encrypt-to", fingerprint).expect(0);
    at.program()
        .run("apply", first, "--delta", temp.resolve("work/signatures"))
        .expect(2)
        .says("--delta");
    apply(first).expect(0);

    Path second = temp.resolve("work/plan-2");
    plan(second, "--encrypt-to", other, "--ledger", first).expect(4).says("--change-recipients");
    plan(second, "--ledger", first).expect(4).says("nobody");
    plan(second, "--encrypt-to", other, "--ledger", first, "--change-recipients").expect(0);
  }

  @Test
  void applyNeedsTheKeysAgain() throws IOException {
    Path plan = temp.resolve("work/plan");
    Path moved = Files.copy(keyring, temp.resolve("keys"));
    List<Object> arguments = new ArrayList<>(List.of("plan", at.source(), "s3://photos"));
    arguments.addAll(List.of("--inventory", "live", "--out", plan, "--keyring", moved));
    arguments.addAll(List.of("--encrypt-to", fingerprint));
    at.program().run(arguments.toArray()).expect(0);
    Files.delete(moved);

    apply(plan).expect(2).says("keys");
    assertThat(at.objects("photos")).isEmpty();
    at.program().run("apply", plan, "--keyring", keyring).expect(0);
    allAreOpenedByGpg();
  }

  private List<Object> arguments(String command, Path out) {
    return List.of(
        command,
        at.source(),
        "s3://photos",
        "--inventory",
        "live",
        "--out",
        out,
        "--keyring",
        keyring,
        "--part-size",
        "5Mi");
  }

  private Program.Run plan(Path out, Object... more) {
    List<Object> arguments = new ArrayList<>(arguments("plan", out));
    arguments.addAll(List.of(more));
    return at.program().run(arguments.toArray());
  }

  private Program.Run apply(Path plan) {
    return at.program().run("apply", plan, "--multipart-threshold", "6Mi", "--part-size", "5Mi");
  }

  private void allAreOpenedByGpg() throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      assertThat(opened(file.getKey() + ".gpg")).as(file.getKey()).isEqualTo(file.getValue());
    }
  }

  private byte[] opened(String key) throws IOException {
    return gpg.run(at.object("photos", key), "--decrypt");
  }

  /** In plans, journals, reports, and objects of the lab. */
  private void nothingIsInClear() throws IOException {
    try (Stream<Path> all = Files.walk(temp.resolve("work"))) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        if (!file.startsWith(at.source())) {
          assertThat(new String(Files.readAllBytes(file), UTF_8))
              .as(file.toString())
              .doesNotContain(MARK);
        }
      }
    }
  }
}
