package io.stocktake.crypto.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.crypto.Gpg;
import io.stocktake.crypto.TestContent;
import io.stocktake.crypto.keys.Keyring;
import io.stocktake.crypto.keys.Recipients;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gpg program opens what is written here. */
class GpgReadsTest {
  private static final int MIB = 1 << 20;
  @TempDir static Path directory;

  private static Gpg gpg;
  private static String curve;
  private static String rsa;
  private static Keyring keyring;

  @BeforeAll
  static void makeKeys() throws IOException {
    gpg = Gpg.in(directory);
    curve = gpg.pair("curve", "ed25519", "cv25519");
    rsa = gpg.pair("rsa", "rsa2048", "rsa2048");
    keyring = Keyring.read(gpg.export());
  }

  @AfterAll
  static void killAgent() {
    if (gpg != null) {
      gpg.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        15,
        16,
        17,
        18,
        100,
        511,
        512,
        513,
        8383,
        16384,
        MIB - 7,
        MIB - 6,
        MIB - 5,
        MIB - 54,
        MIB - 53,
        MIB - 52,
        MIB - 51,
        MIB - 1,
        MIB,
        MIB + 1,
        2 * MIB - 7,
        2 * MIB - 6,
        2 * MIB - 5,
        3 * MIB
      })
  void gpgDecryptsContentOfAnySize(int size) throws IOException {
    assertOpens(size, List.of(curve));
  }

  @Test
  void anyOfSeveralRecipientsDecrypts() throws IOException {
    assertOpens(10_000, List.of(curve, rsa));
    assertOpens(10_000, List.of(rsa));
  }

  private static void assertOpens(int size, List<String> to) throws IOException {
    Recipients recipients = keyring.recipients(to, Instant.now());
    TestContent content = new TestContent(size);
    byte[] message = Messages.encrypted(content, recipients);
    assertThat(message).hasSize((int) recipients.encryptedSize(size));
    assertThat(gpg.run(message, "--decrypt")).isEqualTo(content.bytes());
    assertThat(new String(gpg.run(message, "--list-packets"), StandardCharsets.UTF_8))
        .contains("mdc_method: 2");
  }
}
