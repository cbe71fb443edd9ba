package io.stocktake.lab.digest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChecksumAlgorithmTest {
  private static byte[] digest(ChecksumAlgorithm algorithm, byte[] bytes) {
    Digest digest = algorithm.start();
    digest.update(bytes, 0, bytes.length);
    return digest.finish();
  }

  @ParameterizedTest
  @CsvSource({
    "CRC32, hello, NhCmhg==",
    "CRC32C, hello, mnG7TA==",
    "CRC64NVME, hello, M3eFcAZSQlc=",
    "CRC64NVME, 123456789, rosUhgp5mIg=",
    "SHA1, hello, qvTGHdzF6KLavt4PO0gs2a6pQ00=",
    "SHA256, hello, LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="
  })
  void digestsAsAws(ChecksumAlgorithm algorithm, String text, String base64) {
    byte[] digest = digest(algorithm, text.getBytes(UTF_8));
    assertThat(ObjectChecksum.base64(digest)).isEqualTo(base64);
    assertThat(digest).hasSize(algorithm.bytes());
  }

  @ParameterizedTest
  @EnumSource(names = {"CRC32", "CRC32C", "CRC64NVME"})
  void joinsChecksumsOfAdjacentBytes(ChecksumAlgorithm algorithm) {
    Random random = new Random(1);
    byte[] bytes = new byte[10_000];
    random.nextBytes(bytes);
    for (int cut : new int[] {0, 1, 7, 4096, 9_999, 10_000}) {
      byte[] first = digest(algorithm, Arrays.copyOf(bytes, cut));
      byte[] second = digest(algorithm, Arrays.copyOfRange(bytes, cut, bytes.length));
      assertThat(algorithm.combine(first, second, bytes.length - cut))
          .isEqualTo(digest(algorithm, bytes));
    }
  }

  @Test
  void crc64IsTheSameInAnyPieces() {
    byte[] bytes = new byte[1000];
    new Random(2).nextBytes(bytes);
    Digest pieces = ChecksumAlgorithm.CRC64NVME.start();
    for (int at = 0; at < bytes.length; at += 7) {
      pieces.update(bytes, at, Math.min(7, bytes.length - at));
    }
    assertThat(pieces.finish()).isEqualTo(digest(ChecksumAlgorithm.CRC64NVME, bytes));
  }
}
