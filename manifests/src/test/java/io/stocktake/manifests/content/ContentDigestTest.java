package io.stocktake.manifests.content;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.io.Digests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Digests are those that S3 gives; the vectors are Amazon's, or were computed by other programs.
 */
class ContentDigestTest {
  private static final int MIB = 1 << 20;

  @Test
  void ofAWord() throws IOException {
    Map<Algorithm, String> digests =
        Map.of(
            Algorithm.MD5, "XUFAKrxLKna5cZ2REBfFkg==",
            Algorithm.CRC32, "NhCmhg==",
            Algorithm.CRC32C, "mnG7TA==",
            Algorithm.CRC64NVME, "M3eFcAZSQlc=",
            Algorithm.SHA1, "qvTGHdzF6KLavt4PO0gs2a6pQ00=",
            Algorithm.SHA256, "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");
    assertThat(digests).hasSize(Algorithm.values().length);
    for (Algorithm algorithm : Algorithm.values()) {
      assertThat(whole(algorithm, "hello".getBytes(US_ASCII)))
          .as("%s", algorithm)
          .isEqualTo(digests.get(algorithm));
    }
    assertThat(whole(Algorithm.CRC64NVME, "123456789".getBytes(US_ASCII)))
        .isEqualTo("rosUhgp5mIg=");
    assertThat(whole(Algorithm.CRC64NVME, new byte[0])).isEqualTo("AAAAAAAAAAA=");
  }

  @Test
  void ofParts() throws IOException {
    byte[] bytes = new byte[6 * MIB];
    Arrays.fill(bytes, 0, 5 * MIB, (byte) 'a');
    Arrays.fill(bytes, 5 * MIB, 6 * MIB, (byte) 'b');
    PartBoundaries boundaries = PartBoundaries.like(5 * MIB, bytes.length);
    assertThat(boundaries.sizes()).containsExactly(5 * MIB, MIB);
    assertThat(boundaries.told()).isFalse();
    assertThat(base64(composite(Algorithm.SHA256, bytes)))
        .isEqualTo("4b0o13OGbYmXv5QenBgYkQfFFWwZUxaxssJCW8WXE9w=");
    assertThat(base64(composite(Algorithm.CRC32, bytes))).isEqualTo("+8WSsQ==");
    assertThat(whole(Algorithm.CRC32, bytes)).isEqualTo("eYkE2A==");
    assertThat(Digests.hex(composite(Algorithm.MD5, bytes)))
        .isEqualTo("88fc978485924ccd87ceb19c90195b35");
  }

  @Test
  void aFileLongerThanItsPartsHasAnotherDigest() throws IOException {
    byte[] bytes = new byte[6 * MIB + 1];
    Arrays.fill(bytes, 0, 5 * MIB, (byte) 'a');
    Arrays.fill(bytes, 5 * MIB, 6 * MIB, (byte) 'b');
    assertThat(base64(composite(Algorithm.CRC32, bytes))).isNotEqualTo("+8WSsQ==");
  }

  private static byte[] composite(Algorithm algorithm, byte[] bytes) throws IOException {
    return ContentDigest.composite(
        algorithm, PartBoundaries.of(5 * MIB, MIB), new ByteArrayInputStream(bytes));
  }

  private static String whole(Algorithm algorithm, byte[] bytes) throws IOException {
    return base64(ContentDigest.whole(algorithm, new ByteArrayInputStream(bytes)));
  }

  private static String base64(byte[] digest) {
    return Base64.getEncoder().encodeToString(digest);
  }
}
