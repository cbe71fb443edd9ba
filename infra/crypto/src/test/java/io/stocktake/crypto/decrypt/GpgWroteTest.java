package io.stocktake.crypto.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.crypto.Gpg;
import io.stocktake.crypto.TestContent;
import io.stocktake.crypto.decrypt.DecryptionException.Reason;
import io.stocktake.manifests.StocktakeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gpg program encrypts is opened here. */
class GpgWroteTest {
  private static final byte[] CONTENT = new TestContent(300_000).bytes();
  @TempDir static Path directory;

  private static Gpg gpg;
  private static String curve;
  private static String rsa;
  private static SecretKeys keys;

  @BeforeAll
  static void makeKeys() throws IOException {
    gpg = Gpg.in(directory);
    curve = gpg.pair("curve", "ed25519", "cv25519");
    rsa = gpg.pair("rsa", "rsa2048", "rsa2048");
    keys = unlocked(gpg.exportSecret());
  }

  @AfterAll
  static void killAgent() {
    if (gpg != null) {
      gpg.close();
    }
  }

  private static SecretKeys unlocked(Path file) throws IOException {
    return SecretKeys.read(
        file,
        () -> {
          throw new AssertionError("no key is locked");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--compress-algo none",
        "--compress-algo zip",
        "--compress-algo zlib",
        "--compress-algo bzip2",
        "--compress-algo zlib --sign",
        "--compress-algo none --sign",
        "--armor",
        "--armor --compress-algo bzip2 --sign",
        "--throw-keyids",
        "--hidden-recipient rsa",
        "--recipient rsa",
        "--cipher-algo AES",
        "--cipher-algo AES192",
        "--cipher-algo CAMELLIA256",
        "--cipher-algo TWOFISH",
        "--cipher-algo CAST5",
        "--cipher-algo 3DES",
        "--set-filename a-name-of-a-file"
      })
  void opensWhatGpgEncrypted(String options) throws IOException {
    assertThat(decrypt(keys, encrypted(CONTENT, options))).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 191, 192, 8383, 8384, 65_536, 3 << 20})
  void opensContentOfAnySize(int size) throws IOException {
    byte[] content = new TestContent(size).bytes();
    assertThat(decrypt(keys, encrypted(content, ""))).isEqualTo(content);
    assertThat(decrypt(keys, encrypted(content, "--compress-algo none"))).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nistp256", "nistp384", "nistp521", "brainpoolP256r1", "elg2048", "rsa3072"})
  void opensForEachKindOfKey(String algorithm) throws IOException {
    String key = gpg.pair("of " + algorithm, "rsa2048", algorithm);
    byte[] message = gpg.run(CONTENT, "--encrypt", "--recipient", key);
    assertThat(decrypt(unlocked(gpg.exportSecret(key)), message)).isEqualTo(CONTENT);
  }

  @Test
  void opensByOneOfTheKeysAlone() throws IOException {
    byte[] message = encrypted(CONTENT, "--recipient rsa");
    assertThat(decrypt(unlocked(gpg.exportSecret(rsa)), message)).isEqualTo(CONTENT);
    assertThat(decrypt(unlocked(gpg.exportSecret(curve)), message)).isEqualTo(CONTENT);
  }

  @Test
  void namesTheRecipientsWhereNoKeyIsAtHand() throws IOException {
    byte[] message = encrypted(CONTENT, "");
    String id = gpg.fingerprints(curve).get(1).substring(24);
    assertThatThrownBy(() -> decrypt(unlocked(gpg.exportSecret(rsa)), message))
        .hasMessageContaining(id)
        .extracting(e -> ((DecryptionException) e).reason())
        .isEqualTo(Reason.NO_SECRET_KEY);
    assertThat(Ciphertext.recipients(new ByteArrayInputStream(message))).containsExactly(id);
    assertThat(
            Ciphertext.recipients(new ByteArrayInputStream(encrypted(CONTENT, "--throw-keyids"))))
        .containsExactly("0000000000000000");
  }

  @Test
  void aPassphraseIsAskedOnceAndWiped() throws IOException {
    String locked = "locked <locked@example.org>";
    gpg.text(
        "--passphrase",
        "the secret wörds",
        "--quick-generate-key",
        locked,
        "rsa2048",
        "encrypt",
        "never");
    byte[] exported =
        gpg.run(
            new byte[0],
            "--passphrase",
            "the secret wörds",
            "--armor",
            "--export-secret-keys",
            "locked@example.org");
    Path file = Files.write(Files.createTempFile(directory, "locked", ".asc"), exported);
    List<char[]> given = new ArrayList<>();
    SecretKeys opened =
        SecretKeys.read(
            file,
            () -> {
              given.add("the secret wörds".toCharArray());
              return given.get(0);
            });
    byte[] message = gpg.run(CONTENT, "--encrypt", "--recipient", "locked@example.org");
    assertThat(decrypt(opened, message)).isEqualTo(CONTENT);
    assertThat(given).hasSize(1);
    assertThat(new String(given.get(0)).chars()).containsOnly(0);
    assertThat(opened.toString()).isEqualTo("1 secret keys");

    assertThatThrownBy(() -> SecretKeys.read(file, () -> "other words".toCharArray()))
        .isInstanceOfSatisfying(
            StocktakeException.class,
            e -> assertThat(e.kind()).isEqualTo(StocktakeException.Kind.USAGE))
        .hasMessageContaining("passphrase does not unlock")
        .hasMessageContaining(gpg.fingerprints("locked@example.org").get(0))
        .hasMessageNotContaining("other words");
  }

  @Test
  void refusesAFileWithoutSecretKeysThatDecrypt() throws IOException {
    Path publicKeys = gpg.export();
    assertThatThrownBy(() -> unlocked(publicKeys)).hasMessageContaining("public keys alone");
    String signer = gpg.key("signer", "ed25519", "sign", "never");
    Path signing = gpg.exportSecret(signer);
    assertThatThrownBy(() -> unlocked(signing)).hasMessageContaining("no secret key that can");
  }

  @Test
  void opensBySubkeysWithoutTheirPrimaryKey() throws IOException {
    byte[] exported = gpg.run(new byte[0], "--export-secret-subkeys", curve);
    Path file = Files.write(Files.createTempFile(directory, "subkeys", ".gpg"), exported);
    assertThat(decrypt(unlocked(file), encrypted(CONTENT, ""))).isEqualTo(CONTENT);
  }

  static byte[] decrypt(SecretKeys keys, byte[] message) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    keys.decrypt(new ByteArrayInputStream(message), out);
    return out.toByteArray();
  }

  private static byte[] encrypted(byte[] content, String options) {
    List<String> arguments = new ArrayList<>(List.of("--encrypt", "--recipient", curve));
    if (!options.isEmpty()) {
      arguments.addAll(List.of(options.split(" ")));
    }
    return gpg.run(content, arguments.toArray(String[]::new));
  }
}
