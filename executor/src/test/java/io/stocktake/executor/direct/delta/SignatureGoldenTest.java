package io.stocktake.executor.direct.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.testing.Golden;
import io.stocktake.manifests.testing.GoldenPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The format of a signature file, {@code STKSIG01}: two whole blocks and a shorter one. */
class SignatureGoldenTest {
  private static final ETag OBJECT = GoldenPlan.THERE;
  private static final int BLOCK = 64 << 10;
  private static final byte[] CONTENT = TestPlan.bytes(2 * BLOCK + 1000, 1);

  @TempDir private Path temp;

  @Test
  void theSignatureIsWrittenByteForByte() throws IOException {
    Signature signature = Signature.of(CONTENT.length);
    for (int block = 0; block < signature.blocks(); block++) {
      signature.put(block, CONTENT, block * BLOCK);
    }
    Path file = temp.resolve("signature");
    SignatureFile.write(file, OBJECT, signature);
    Golden.check("signature", Files.readAllBytes(file));
  }

  @Test
  void theSignatureIsReadCompletely() {
    Signature signature = SignatureFile.read(Golden.path("signature"), OBJECT).orElseThrow();
    assertThat(signature.size()).isEqualTo(CONTENT.length);
    assertThat(signature.blockSize()).isEqualTo(BLOCK);
    assertThat(signature.blocks()).isEqualTo(3);
    for (int block = 0; block < 3; block++) {
      byte[] bytes =
          Arrays.copyOfRange(CONTENT, block * BLOCK, block * BLOCK + signature.length(block));
      assertThat(signature.checksum(block)).isEqualTo(RollingChecksum.of(bytes, 0, bytes.length));
      assertThat(signature.is(block, Signature.md5(bytes, 0, bytes.length))).isTrue();
    }
    assertThat(SignatureFile.read(Golden.path("signature"), GoldenPlan.HERE)).isEmpty();
  }
}
