package io.stocktake.planner.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.ETag;
import io.stocktake.planner.files.OpenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintsTest {
  private static final int MIB = 1 << 20;
  private static final ETag PLAIN = new ETag("00000000000000000000000000000000");

  @TempDir private Path dir;
  private final Fingerprints fingerprints = new Fingerprints(16L * MIB);

  @Test
  void plainETagsAreMd5() throws IOException {
    assertThat(read("hello".getBytes(java.nio.charset.StandardCharsets.US_ASCII), PLAIN))
        .containsExactly(new ETag("5d41402abc4b2a76b9719d911017c592"));
    assertThat(read(new byte[0], PLAIN))
        .containsExactly(new ETag("d41d8cd98f00b204e9800998ecf8427e"));
  }

  @Test
  void partsAreFoundByTheirNumber() throws IOException {
    byte[] content = new byte[6 * MIB];
    Arrays.fill(content, 0, 5 * MIB, (byte) 'a');
    Arrays.fill(content, 5 * MIB, 6 * MIB, (byte) 'b');
    ETag object = new ETag("88fc978485924ccd87ceb19c90195b35-2");
    assertThat(read(content, object)).contains(object);
  }

  @Test
  void onePartIsNotThePlainDigest() throws IOException {
    ETag object = new ETag("9ed977000dc166f25a9b9ef26fb3c3fc-1");
    assertThat(read(new byte[8 * MIB], object)).containsExactly(object);
  }

  @Test
  void candidatesCutTheFileIntoExactlyThatManyParts() {
    for (long size : new long[] {1, 5L << 20, 104_857_600, 17_179_871, 5_000_000_000L, 1L << 40}) {
      for (int parts : new int[] {1, 2, 7, 13, 299, 10_000}) {
        for (long part : PartSizes.candidates(size, parts, 16L << 20)) {
          assertThat((size + part - 1) / part).isEqualTo(parts);
        }
      }
    }
  }

  /** What people set in configuration files, beyond the sizes that programs begin with. */
  @Test
  void wholeSizesAreTriedWhileTheyAreFewAndRoundOnesBeyond() {
    for (int mib : new int[] {5, 7, 9, 11, 13, 18, 24, 30, 40, 48, 60, 75, 80, 96}) {
      long part = (long) mib * MIB;
      assertThat(PartSizes.candidates(100L * MIB, (int) Math.ceil(100.0 / mib), 16L * MIB))
          .as("%d MiB", mib)
          .contains(part);
    }
    for (int mb : new int[] {10, 16, 20, 25, 50, 64}) {
      int parts = (int) Math.ceil(100.0 * MIB / (mb * 1e6));
      assertThat(PartSizes.candidates(100L * MIB, parts, 16L * MIB))
          .as("%d MB", mb)
          .contains(mb * 1_000_000L);
    }
    assertThat(PartSizes.candidates(10L << 30, 2, 16L * MIB)).hasSizeLessThan(50);
    assertThat(PartSizes.candidates(10L << 30, 2, 16L * MIB, 7001L * MIB)).contains(7001L * MIB);
  }

  @Test
  void ownPartSizeIsTriedFirstAndTheConsoleIsKnown() {
    assertThat(PartSizes.candidates(100L * MIB, 7, 16L * MIB)[0]).isEqualTo(16L * MIB);
    assertThat(PartSizes.candidates(34_359_740, 2, 16L * MIB)).contains(17_179_870);
  }

  @Test
  void aFileThatIsNotTheWalkedOneHasNoFingerprint() throws IOException {
    Path file = Files.write(dir.resolve("f"), new byte[10]);
    FileTime mtime = Files.getLastModifiedTime(file);
    assertThat(fingerprints.read(opener(file), 9, mtime, List.of(PLAIN))).isEmpty();
    assertThat(fingerprints.read(opener(file), 11, mtime, List.of(PLAIN))).isEmpty();
    FileTime other = FileTime.fromMillis(mtime.toMillis() - 1);
    assertThat(fingerprints.read(opener(file), 10, other, List.of(PLAIN))).isEmpty();
    assertThat(fingerprints.read(opener(file), 10, mtime, List.of(PLAIN))).isPresent();
  }

  private List<ETag> read(byte[] content, ETag like) throws IOException {
    Path file = Files.write(dir.resolve("f"), content);
    FileTime mtime = Files.getLastModifiedTime(file);
    return fingerprints.read(opener(file), content.length, mtime, List.of(like)).orElseThrow();
  }

  private static Fingerprints.FileOpener opener(Path file) {
    return offset -> OpenFile.open(file.getParent(), file, offset, false);
  }
}
