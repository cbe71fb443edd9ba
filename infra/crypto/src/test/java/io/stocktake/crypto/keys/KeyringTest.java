package io.stocktake.crypto.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.crypto.Gpg;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which keys can be encrypted to, for keys that the gpg program made. */
class KeyringTest {
  @TempDir static Path directory;

  private static Gpg gpg;
  private static String one;
  private static String other;

  @BeforeAll
  static void makeKeys() throws IOException {
    gpg = Gpg.in(directory);
    one = gpg.pair("one", "ed25519", "cv25519");
    other = gpg.pair("other", "rsa2048", "rsa2048");
  }

  @AfterAll
  static void killAgent() {
    if (gpg != null) {
      gpg.close();
    }
  }

  private static Recipients recipients(String... fingerprints) throws IOException {
    return Keyring.read(gpg.export()).recipients(List.of(fingerprints), Instant.now());
  }

  private static Path file(String name, byte[]... parts) throws IOException {
    Path file = Files.createTempFile(directory, name, "");
    for (byte[] part : parts) {
      Files.write(file, part, StandardOpenOption.APPEND);
    }
    return file;
  }

  private static byte[] armored(String key) {
    return gpg.run(new byte[0], "--armor", "--export", key);
  }

  private static void assertRefused(ThrowingCallable call, String... words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StocktakeException.class,
            e -> assertThat(e.kind()).isEqualTo(StocktakeException.Kind.USAGE))
        .hasMessageContainingAll(words);
  }

  @Test
  void fingerprintsMayHaveBlanksAndAPrefix() throws IOException {
    String spelled = "0x" + one.toLowerCase(Locale.ROOT).replaceAll("(.{4})", "$1 ");
    assertThat(recipients(spelled).fingerprints()).containsExactly(one);
    assertThat(recipients(spelled).encryptionKeys()).containsExactly(gpg.fingerprints(one).get(1));
  }

  @Test
  void onlyWholeFingerprintsAreTaken() {
    assertRefused(() -> recipients(one.substring(24)), "key id", "40 hex digits");
    assertRefused(() -> recipients(one.substring(32)), "key id", "40 hex digits");
    assertRefused(() -> recipients(one + "0".repeat(24)), "version 6");
    assertRefused(() -> recipients("one@example.org"), "\"one@example.org\"", "40 hex digits");
    assertRefused(() -> recipients(one.replace(one.charAt(3), 'G')), "40 hex digits");
    assertRefused(() -> recipients(), "no recipient");
    assertRefused(() -> recipients("A".repeat(40)), "A".repeat(40), "export the key");
  }

  @Test
  void theSetIsSortedAndHasEachKeyOnce() throws IOException {
    Recipients both = recipients(other, one, other, gpg.fingerprints(one).get(1));
    assertThat(both.fingerprints()).hasSize(2).isSorted().contains(one, other);
    assertThat(both.id()).matches("[0-9a-f]{32}").isEqualTo(recipients(one, other).id());
    assertThat(both.id()).isNotEqualTo(recipients(one).id());
    assertThat(both.encryptedSize(0)).isEqualTo(recipients(one, other).encryptedSize(0));
  }

  @Test
  void severalBlocksInOneFileAreRead() throws IOException {
    byte[] text = "Keys of the company.\n".getBytes(StandardCharsets.US_ASCII);
    Keyring keyring = Keyring.read(file("blocks", text, armored(one), text, armored(other), text));
    assertThat(keyring.recipients(List.of(one, other), Instant.now()).fingerprints()).hasSize(2);
    assertThat(keyring.toString()).contains(one, other);
  }

  @Test
  void brokenFilesAreRefused() throws IOException {
    byte[] binary = Files.readAllBytes(gpg.export(one));
    String text = new String(armored(one), StandardCharsets.US_ASCII);
    String[] broken = {
      "",
      "no keys at all",
      text.substring(0, text.length() / 2),
      text.replace("PUBLIC KEY BLOCK", "MESSAGE"),
      text.substring(0, 100) + (text.charAt(100) == 'A' ? 'B' : 'A') + text.substring(101)
    };
    for (String content : broken) {
      Path file = file("broken", content.getBytes(StandardCharsets.US_ASCII));
      assertRefused(() -> Keyring.read(file), file.toString(), "export the keys again");
    }
    Path cut = file("cut", Arrays.copyOf(binary, binary.length - 10));
    assertRefused(() -> Keyring.read(cut), "export the keys again");
    assertRefused(() -> Keyring.read(directory.resolve("absent")), "no key file");
  }

  @Test
  void secretKeysAreRefused() throws IOException {
    Path binary = gpg.exportSecret(one);
    assertRefused(() -> Keyring.read(binary), "secret key", one, "public keys alone");
    Path mixed =
        file(
            "mixed",
            armored(other),
            gpg.run(new byte[0], "--armor", "--export-secret-subkeys", one));
    assertRefused(() -> Keyring.read(mixed), "secret key", one);
  }

  @Test
  void expiredKeysAreRefused() throws IOException {
    String key = gpg.key("expires", "rsa2048", "sign", "2d");
    gpg.text("--quick-add-key", key, "rsa2048", "encrypt", "never");
    Keyring keyring = Keyring.read(gpg.export(key));
    Instant now = Instant.now();
    assertThat(keyring.recipients(List.of(key), now).fingerprints()).containsExactly(key);
    Instant later = now.plus(Duration.ofDays(3));
    assertRefused(() -> keyring.recipients(List.of(key), later), key, "expired at");
    String subkey = gpg.fingerprints(key).get(1);
    assertRefused(() -> keyring.recipients(List.of(subkey), later), key, "expired at");
    Instant before = now.minus(Duration.ofDays(1));
    assertRefused(() -> keyring.recipients(List.of(key), before), key, "future");
  }

  @Test
  void anExtendedExpiryCounts() throws IOException {
    String key = gpg.key("extends", "rsa2048", "sign,encrypt", "2d");
    gpg.text("--faked-system-time", in(1), "--quick-set-expire", key, "30d");
    Keyring keyring = Keyring.read(gpg.export(key));
    Instant later = Instant.now().plus(Duration.ofDays(3));
    assertThat(keyring.recipients(List.of(key), later).encryptionKeys()).containsExactly(key);
  }

  /** Seconds since 1970, so many hours from now, as gpg takes them. */
  private static String in(int hours) {
    return Long.toString(Instant.now().plus(Duration.ofHours(hours)).getEpochSecond());
  }

  @Test
  void expiredSubkeysAreRefusedAndOthersUsed() throws IOException {
    String key = gpg.key("subkey expires", "rsa2048", "sign", "never");
    gpg.text("--quick-add-key", key, "rsa2048", "encrypt", "2d");
    Instant later = Instant.now().plus(Duration.ofDays(3));
    String old = gpg.fingerprints(key).get(1);
    Keyring before = Keyring.read(gpg.export(key));
    assertThat(before.recipients(List.of(key), Instant.now()).encryptionKeys())
        .containsExactly(old);
    assertRefused(() -> before.recipients(List.of(key), later), key, old, "expired at");
    gpg.text("--quick-add-key", key, "cv25519", "encrypt", "never");
    Keyring after = Keyring.read(gpg.export(key));
    assertThat(after.recipients(List.of(key), later).encryptionKeys())
        .containsExactly(gpg.fingerprints(key).get(2));
    assertRefused(() -> after.recipients(List.of(old), later), old, "expired at", key);
  }

  @Test
  void theNewestSubkeyIsUsedUnlessOneIsNamed() throws IOException {
    String key = gpg.pair("newest", "rsa2048", "rsa2048");
    gpg.text("--faked-system-time", in(2), "--quick-add-key", key, "cv25519", "encrypt", "never");
    Keyring keyring = Keyring.read(gpg.export(key));
    Instant later = Instant.now().plus(Duration.ofDays(3));
    List<String> all = gpg.fingerprints(key);
    assertThat(keyring.recipients(List.of(key), later).encryptionKeys())
        .containsExactly(all.get(2));
    assertThat(keyring.recipients(List.of(key), Instant.now()).encryptionKeys())
        .as("one that is not made yet")
        .containsExactly(all.get(1));
    assertThat(keyring.recipients(List.of(all.get(1)), later).encryptionKeys())
        .containsExactly(all.get(1));
    assertThat(keyring.recipients(List.of(all.get(1)), later).fingerprints()).containsExactly(key);
    assertThat(keyring.recipients(List.of(all.get(1), key), later).encryptionKeys()).hasSize(2);
    assertThat(keyring.recipients(List.of(all.get(1)), later).id())
        .isEqualTo(keyring.recipients(List.of(key), later).id());
  }

  @Test
  void revokedKeysAreRefused() throws IOException {
    String key = gpg.pair("revoked", "ed25519", "cv25519");
    byte[] before = armored(key);
    Path certificate = gpg.home().resolve("openpgp-revocs.d").resolve(key + ".rev");
    String text = Files.readString(certificate).replace(":-----BEGIN", "-----BEGIN");
    gpg.run(text.getBytes(StandardCharsets.UTF_8), "--import");
    byte[] after = armored(key);
    assertThat(
            Keyring.read(file("before", before))
                .recipients(List.of(key), Instant.now())
                .fingerprints())
        .containsExactly(key);
    for (Path file :
        List.of(file("r", after), file("ba", before, after), file("ab", after, before))) {
      Keyring keyring = Keyring.read(file);
      assertRefused(() -> keyring.recipients(List.of(key), Instant.now()), key, "is revoked");
    }
  }

  @Test
  void revokedSubkeysAreRefused() throws IOException {
    String key = gpg.pair("subkey revoked", "ed25519", "cv25519");
    String subkey = gpg.fingerprints(key).get(1);
    gpg.run(
        "key 1\nrevkey\ny\n0\n\ny\nsave\n".getBytes(StandardCharsets.US_ASCII),
        "--command-fd",
        "0",
        "--edit-key",
        key);
    Keyring keyring = Keyring.read(gpg.export(key));
    for (String named : List.of(key, subkey)) {
      assertRefused(() -> keyring.recipients(List.of(named), Instant.now()), subkey, "is revoked");
    }
  }

  @Test
  void keysThatOnlySignAreRefused() throws IOException {
    String bare = gpg.key("bare signer", "ed25519", "sign", "never");
    String rsa = gpg.key("rsa signer", "rsa2048", "sign", "never");
    gpg.text("--quick-add-key", rsa, "rsa2048", "sign", "never");
    String subkey = gpg.fingerprints(rsa).get(1);
    assertRefused(() -> recipients(bare), bare, "no encryption subkey");
    assertRefused(() -> recipients(rsa), rsa, "not for encryption");
    assertRefused(() -> recipients(subkey), subkey, "not for encryption");
  }

  @Test
  void shortKeysAreRefused() throws IOException {
    String key = gpg.pair("short", "rsa2048", "rsa1024");
    assertRefused(() -> recipients(key), key, "1024 bits");
  }

  /** A signature that does not verify counts as none: at any of its bytes. */
  @Test
  void alteredSelfSignaturesAreNotBelieved() throws IOException {
    String key = gpg.pair("altered", "rsa2048", "rsa2048");
    byte[] bytes = Files.readAllBytes(gpg.export(key));
    int refused = 0;
    for (int at = bytes.length - 20; at > bytes.length - 200; at -= 20) {
      byte[] altered = bytes.clone();
      altered[at] ^= 1;
      Path file = file("altered", altered);
      assertRefused(
          () -> Keyring.read(file).recipients(List.of(key), Instant.now()),
          "no valid signature by the primary key");
      refused++;
    }
    assertThat(refused).isEqualTo(9);
  }

  /** One in 256 integers of RSA would be a byte shorter. */
  @Test
  void packetsForAnRsaKeyNeverVaryInLength() throws IOException {
    Recipients rsa = recipients(other);
    SecureRandom random = new SecureRandom();
    byte[] sessionKey = new byte[32];
    for (int draw = 0; draw < 3000; draw++) {
      assertThat(rsa.wrap(sessionKey, random)).hasSize(rsa.layout(0).sessionKeys());
    }
  }
}
