package io.stocktake.crypto.gpg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.crypto.BrokenStreams;
import io.stocktake.crypto.Gpg;
import io.stocktake.crypto.TestContent;
import io.stocktake.crypto.decrypt.DecryptionException;
import io.stocktake.crypto.decrypt.DecryptionException.Reason;
import io.stocktake.crypto.keys.Keyring;
import io.stocktake.crypto.keys.Recipients;
import io.stocktake.crypto.message.Messages;
import io.stocktake.manifests.StocktakeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decryption by the real gpg program. */
class GpgProgramTest {
  private static final int SIZE = 1_500_000;
  @TempDir static Path directory;

  private static Gpg gpg;
  private static GpgProgram program;
  private static Recipients recipients;
  private static Recipients strangers;
  private static byte[] message;

  @BeforeAll
  static void makeKeys() throws IOException {
    gpg = Gpg.in(directory);
    String key = gpg.pair("ours", "ed25519", "cv25519");
    program = new GpgProgram("gpg", Optional.of(gpg.home()));
    recipients = Keyring.read(gpg.export(key)).recipients(List.of(key), Instant.now());
    try (Gpg other = Gpg.in(directory)) {
      String stranger = other.pair("theirs", "ed25519", "cv25519");
      strangers = Keyring.read(other.export()).recipients(List.of(stranger), Instant.now());
    }
    message = Messages.encrypted(new TestContent(SIZE), recipients);
  }

  @AfterAll
  static void killAgent() {
    if (gpg != null) {
      gpg.close();
    }
  }

  private static byte[] decrypt(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    program.decrypt(new ByteArrayInputStream(bytes), out);
    return out.toByteArray();
  }

  private static Reason reason(byte[] bytes) {
    try {
      decrypt(bytes);
      throw new AssertionError("it was decrypted");
    } catch (DecryptionException e) {
      assertThat(e.getMessage()).isNotBlank();
      return e.reason();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void decryptsWhatWasEncryptedHere() throws IOException {
    assertThat(decrypt(message)).isEqualTo(new TestContent(SIZE).bytes());
    assertThat(decrypt(Messages.encrypted(new TestContent(0), recipients))).isEmpty();
  }

  @Test
  void decryptsSignedFilesWhateverTheirSignature() throws IOException {
    byte[] content = new TestContent(1000).bytes();
    byte[] signed = gpg.run(content, "--encrypt", "--sign", "--recipient", "ours");
    assertThat(decrypt(signed)).isEqualTo(content);
  }

  @Test
  void tellsWhatItRefuses() throws IOException {
    byte[] altered = message.clone();
    altered[SIZE / 2] ^= 1;
    assertThat(reason(altered)).isEqualTo(Reason.ALTERED);
    assertThat(reason(Messages.encrypted(new TestContent(100), strangers)))
        .isEqualTo(Reason.NO_SECRET_KEY);
    assertThat(reason("a plain file".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(Reason.NOT_OPENPGP);
    assertThat(reason(new byte[0])).isEqualTo(Reason.NOT_OPENPGP);
    assertThat(reason(gpg.run(new byte[100], "--store"))).isEqualTo(Reason.NOT_ENCRYPTED);
  }

  @Test
  void noPartOfAMessagePassesAndNothingMayFollow() throws IOException {
    byte[] small = Messages.encrypted(new TestContent(100), recipients);
    for (int length : new int[] {1, 50, 90, 100, 150, small.length - 22, small.length - 1}) {
      assertThat(reason(Arrays.copyOf(small, length))).as("%s bytes", length).isNotNull();
    }
    assertThat(reason(Arrays.copyOf(message, SIZE / 2))).isEqualTo(Reason.ALTERED);
    byte[] twice = Arrays.copyOf(small, 2 * small.length);
    System.arraycopy(small, 0, twice, small.length, small.length);
    assertThat(reason(twice)).isNotNull();
  }

  @Test
  void failuresOfStreamsAreTheirOwn() {
    InputStream torn = BrokenStreams.torn(message, 100_000);
    assertThatThrownBy(() -> program.decrypt(torn, OutputStream.nullOutputStream()))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("connection reset");
    InputStream whole = new ByteArrayInputStream(message);
    assertThatThrownBy(() -> program.decrypt(whole, BrokenStreams.full()))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("no space left");
  }

  @Test
  void aMissingProgramIsTold() {
    GpgProgram missing = new GpgProgram("no-such-gpg", Optional.empty());
    assertThatThrownBy(
            () -> missing.decrypt(InputStream.nullInputStream(), OutputStream.nullOutputStream()))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("no-such-gpg");
  }
}
