package io.stocktake.crypto.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.crypto.BrokenStreams;
import io.stocktake.crypto.TestContent;
import io.stocktake.crypto.TestKeys;
import io.stocktake.crypto.decrypt.DecryptionException.Reason;
import io.stocktake.crypto.keys.KeyFile;
import io.stocktake.crypto.keys.Keyring;
import io.stocktake.crypto.keys.Recipients;
import io.stocktake.crypto.message.Messages;
import io.stocktake.crypto.packet.Tags;
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
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.openpgp.PGPKeyRing;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that are not what was encrypted never pass for it. */
class TamperingTest {
  private static final int SMALL = 50;
  private static final int BIG = (2 << 20) + 1234;
  private static final byte[] CONTENT = new TestContent(SMALL).bytes();
  @TempDir static Path directory;

  private static Recipients recipients;
  private static SecretKeys keys;
  private static PGPPublicKey encryptionKey;

  @BeforeAll
  static void makeKeys() throws IOException {
    TestKeys made = TestKeys.in(directory);
    recipients =
        Keyring.read(made.publicKeys()).recipients(List.of(made.fingerprint()), Instant.now());
    PGPKeyRing ring = KeyFile.read(made.publicKeys()).get(0);
    ring.getPublicKeys().forEachRemaining(key -> encryptionKey = key);
    keys =
        SecretKeys.read(
            made.secretKeys(),
            () -> {
              throw new AssertionError("no key is locked");
            });
  }

  private static byte[] message(int size) throws IOException {
    return Messages.encrypted(new TestContent(size), recipients);
  }

  /** What a message decrypts to; none if it is refused, which has to be with a sentence. */
  private static Optional<byte[]> decrypt(byte[] message) throws IOException {
    try {
      return Optional.of(GpgWroteTest.decrypt(keys, message));
    } catch (DecryptionException e) {
      assertThat(e.getMessage()).isNotBlank();
      assertThat(e.reason()).isNotNull();
      return Optional.empty();
    }
  }

  private static Reason reason(byte[] message) {
    try {
      GpgWroteTest.decrypt(keys, message);
      throw new AssertionError("it was decrypted");
    } catch (DecryptionException e) {
      return e.reason();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anyFlippedBitOfASmallMessageIsRefused() throws IOException {
    byte[] message = message(SMALL);
    int accepted = 0;
    for (int at = 0; at < message.length; at++) {
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        byte[] altered = message.clone();
        altered[at] ^= (byte) (1 << bit);
        Optional<byte[]> plain = decrypt(altered);
        if (plain.isPresent()) {
          assertThat(plain.get()).as("bit %s of byte %s", bit, at).isEqualTo(CONTENT);
          accepted++;
        }
      }
    }
    assertThat(accepted).as("bits that change nothing, of headers in clear").isLessThan(8);
  }

  @Test
  void alteredBytesOfABigMessageAreTold() throws IOException {
    byte[] message = message(BIG);
    int end = message.length;
    for (int at :
        new int[] {200, 1000, end / 2, end - 100, end - 23, end - 22, end - 20, end - 1}) {
      byte[] altered = message.clone();
      altered[at] ^= 0x10;
      assertThat(reason(altered)).as("byte %s of %s", at, end).isEqualTo(Reason.ALTERED);
    }
  }

  @Test
  void exchangedAndRepeatedPiecesAreTold() throws IOException {
    byte[] message = message(BIG);
    byte[] exchanged = message.clone();
    System.arraycopy(message, 64_000, exchanged, 640_000, 16_000);
    System.arraycopy(message, 640_000, exchanged, 64_000, 16_000);
    assertThat(reason(exchanged)).isEqualTo(Reason.ALTERED);
    byte[] other = message(BIG);
    byte[] mixed = message.clone();
    int data = (int) (message.length - recipients.layout(BIG).protectedData().length());
    System.arraycopy(other, data, mixed, data, message.length - data);
    assertThat(reason(mixed)).as("data under another session key").isEqualTo(Reason.ALTERED);
  }

  @Test
  void noPartOfAMessagePasses() throws IOException {
    byte[] message = message(SMALL);
    for (int length = 0; length < message.length; length++) {
      assertThat(decrypt(Arrays.copyOf(message, length))).as("%s bytes", length).isEmpty();
    }
    byte[] big = message(BIG);
    int step = 99_991;
    for (int length = 300; length < big.length; length += step) {
      assertThat(reason(Arrays.copyOf(big, length))).isEqualTo(Reason.TRUNCATED);
    }
    assertThat(reason(Arrays.copyOf(big, big.length - 1))).isEqualTo(Reason.TRUNCATED);
  }

  @Test
  void nothingMayFollow() throws IOException {
    byte[] message = message(SMALL);
    byte[][] more = {{0}, {'\n', 'x'}, {(byte) 0xCA, 3, 'P', 'G', 'P'}, message};
    for (byte[] rubbish : more) {
      assertThat(reason(joined(message, rubbish))).isEqualTo(Reason.TRAILING_BYTES);
    }
  }

  @Test
  void armorMayBeFollowedByBlanksAlone() throws IOException {
    byte[] armored = armored(message(SMALL));
    assertThat(decrypt(armored)).hasValue(CONTENT);
    assertThat(decrypt(joined(armored, "\r\n \n".getBytes(StandardCharsets.US_ASCII))))
        .hasValue(CONTENT);
    assertThat(reason(joined(armored, "more".getBytes(StandardCharsets.US_ASCII))))
        .isEqualTo(Reason.TRAILING_BYTES);
    assertThat(reason(joined(armored, armored))).isEqualTo(Reason.TRAILING_BYTES);
  }

  @Test
  void brokenArmorNeverPassesForMore() throws IOException {
    byte[] armored = armored(message(SMALL));
    for (int at = 0; at < armored.length; at++) {
      byte[] altered = armored.clone();
      altered[at] ^= 1;
      int place = at;
      decrypt(altered)
          .ifPresent(plain -> assertThat(plain).as("byte %s", place).isEqualTo(CONTENT));
      decrypt(Arrays.copyOf(armored, at))
          .ifPresent(plain -> assertThat(plain).as("%s bytes", place).isEqualTo(CONTENT));
    }
  }

  @Test
  void whatIsNoEncryptedMessageIsTold() throws IOException {
    assertThat(reason(new byte[0])).isEqualTo(Reason.NOT_OPENPGP);
    assertThat(reason("a plain file".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(Reason.NOT_OPENPGP);
    assertThat(reason(Inside.packet(Tags.LITERAL, Inside.literal(CONTENT))))
        .isEqualTo(Reason.NOT_ENCRYPTED);
    byte[] message = message(SMALL);
    byte[] unprotected = message.clone();
    int data = (int) (message.length - recipients.layout(SMALL).protectedData().length());
    assertThat(unprotected[data]).isEqualTo((byte) 0xD2);
    unprotected[data] = (byte) (0xC0 | Tags.ENCRYPTED_UNPROTECTED);
    assertThat(reason(unprotected)).isEqualTo(Reason.NOT_PROTECTED);
    assertThat(reason(Arrays.copyOfRange(message, data, message.length)))
        .isEqualTo(Reason.NO_SECRET_KEY);
  }

  @Test
  void onlyOneFileMayBeInside() throws IOException {
    byte[] literal = Inside.packet(Tags.LITERAL, Inside.literal(CONTENT));
    assertThat(decrypt(Inside.encrypted(literal, recipients))).hasValue(CONTENT);
    byte[] once = Inside.compressed(literal);
    assertThat(decrypt(Inside.encrypted(once, recipients))).hasValue(CONTENT);
    byte[] marker = Inside.packet(Tags.MARKER, new byte[] {'P', 'G', 'P'});
    assertThat(decrypt(Inside.encrypted(joined(marker, once), recipients))).hasValue(CONTENT);
    byte[][] wrong = {
      new byte[0],
      marker,
      joined(literal, literal),
      joined(once, literal),
      joined(literal, once),
      Inside.compressed(joined(literal, literal)),
      Inside.compressed(once),
      Inside.compressed(new byte[0]),
      message(SMALL),
      Inside.packet(Tags.LITERAL, new byte[] {'b', 9, 'x'}),
      Inside.packet(60, CONTENT),
      Inside.packet(Tags.COMPRESSED, new byte[] {2, 9, 9, 9, 9}),
    };
    for (byte[] inside : wrong) {
      assertThat(reason(Inside.encrypted(inside, recipients)))
          .as("%s bytes inside", inside.length)
          .isEqualTo(Reason.NOT_ONE_FILE);
    }
  }

  @Test
  void authenticatedChunksAreOpenedAndProven() throws IOException {
    byte[] content = new TestContent(2500).bytes();
    byte[] inside = Inside.packet(Tags.LITERAL, Inside.literal(content));
    byte[] message = Inside.inChunks(inside, encryptionKey);
    assertThat(decrypt(message)).hasValue(content);
    for (int at = 0; at < message.length; at++) {
      byte[] altered = message.clone();
      altered[at] ^= 4;
      int place = at;
      decrypt(altered)
          .ifPresent(plain -> assertThat(plain).as("byte %s", place).isEqualTo(content));
      assertThat(decrypt(Arrays.copyOf(message, at))).as("%s bytes", at).isEmpty();
    }
    for (int at : new int[] {message.length - 1, message.length - 20, message.length - 1000}) {
      byte[] altered = message.clone();
      altered[at] ^= 1;
      assertThat(reason(altered)).isEqualTo(Reason.ALTERED);
    }
    assertThat(reason(joined(message, new byte[] {0}))).isEqualTo(Reason.TRAILING_BYTES);
  }

  /** A failure of a stream is told as itself, and not as one of the message. */
  @Test
  void failuresOfStreamsAreTheirOwn() throws IOException {
    byte[] message = message(BIG);
    InputStream torn = BrokenStreams.torn(message, 100_000);
    assertThatThrownBy(() -> keys.decrypt(torn, OutputStream.nullOutputStream()))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("connection reset");
    InputStream whole = new ByteArrayInputStream(message);
    assertThatThrownBy(() -> keys.decrypt(whole, BrokenStreams.full()))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("no space left");
  }

  static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] armored(byte[] message) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ArmoredOutputStream armor = ArmoredOutputStream.builder().build(out)) {
      armor.write(message);
    }
    return out.toByteArray();
  }
}
