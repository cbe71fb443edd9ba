package io.stocktake.planner.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ETag;
import io.stocktake.planner.files.OpenFile;
import io.stocktake.planner.fingerprint.md5.FileRange;
import io.stocktake.planner.fingerprint.md5.Md5Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many files at once have the ETags that each of them has when it is read alone. */
class FileHashTaskTest {
  private static final int MIB = 1 << 20;
  private static final String DIGITS = "0".repeat(32);

  @TempDir private Path dir;
  private final Fingerprints fingerprints = new Fingerprints(16L * MIB);
  private final List<FileHashTask.Found> found = new ArrayList<>();

  @Test
  void filesAndPartsAtOnceAreAsReadAlone() throws Exception {
    Random random = new Random(3);
    List<Iterator<FileRange>> ranges = new ArrayList<>();
    List<List<ETag>> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      byte[] content = new byte[i % 8 == 7 ? 21 * MIB + i : random.nextInt(100_000)];
      random.nextBytes(content);
      Path file = Files.write(dir.resolve("f" + i), content);
      List<ETag> like =
          List.of(new ETag(i % 8 == 7 ? DIGITS + "-5" : i == 3 ? DIGITS + "-1" : DIGITS));
      FileTime mtime = Files.getLastModifiedTime(file);
      expected.add(fingerprints.read(opener(file), content.length, mtime, like).orElseThrow());
      ranges.add(reading(file, content.length, mtime, like).ranges());
    }
    hash(ranges);
    List<List<ETag>> etags = new ArrayList<>();
    for (FileHashTask.Found each : found) {
      etags.add(each.etags().orElseThrow());
    }
    assertThat(etags).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aFileThatIsNotTheWalkedOneHasNoFingerprint() throws Exception {
    Path file = Files.write(dir.resolve("f"), new byte[10]);
    FileTime mtime = Files.getLastModifiedTime(file);
    FileTime other = FileTime.fromMillis(mtime.toMillis() - 1);
    List<ETag> like = List.of(new ETag(DIGITS));
    hash(
        List.of(
            reading(file, 9, mtime, like).ranges(),
            reading(file, 11, mtime, like).ranges(),
            reading(file, 10, other, like).ranges()));
    assertThat(found).hasSize(3);
    for (FileHashTask.Found each : found) {
      assertThat(each.etags()).isEmpty();
    }
  }

  @Test
  void aFileInPartsThatIsGoneFailsOnce() throws Exception {
    Path gone = dir.resolve("gone");
    FileTime now = FileTime.fromMillis(0);
    hash(List.of(reading(gone, 21L * MIB, now, List.of(new ETag(DIGITS + "-5"))).ranges()));
    assertThat(found).hasSize(1);
    assertThatThrownBy(() -> found.get(0).etags()).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void severalETagsAreReadAtOnceFromOneReading() throws IOException {
    Path file = Files.write(dir.resolve("f"), new byte[10]);
    List<ETag> like = List.of(new ETag(DIGITS), new ETag(DIGITS + "-1"));
    assertThat(reading(file, 10, Files.getLastModifiedTime(file), like).ranges()).isExhausted();
    assertThat(found.get(0).etags().orElseThrow()).hasSize(2);
  }

  private FileHashTask reading(Path file, long size, FileTime mtime, List<ETag> like) {
    return new FileHashTask(fingerprints, opener(file), size, mtime, like, found::add);
  }

  private static void hash(List<Iterator<FileRange>> ranges) throws Exception {
    new Md5Lanes()
        .run(
            wait -> {
              for (Iterator<FileRange> each : ranges) {
                if (each.hasNext()) {
                  return Optional.of(each.next());
                }
              }
              return Optional.empty();
            });
  }

  private static Fingerprints.FileOpener opener(Path file) {
    return offset -> OpenFile.open(file.getParent(), file, offset, false);
  }
}
