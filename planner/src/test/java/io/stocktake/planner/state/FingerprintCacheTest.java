package io.stocktake.planner.state;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.files.FileIdentity;
import io.stocktake.planner.source.WalkedFile;
import io.stocktake.planner.state.FingerprintCache.Remembered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintCacheTest {
  private static final Path ROOT = Path.of("/data");
  private static final Instant NOW = Instant.parse("2026-11-02T00:00:00Z");
  private static final FileTime OLD = FileTime.from(NOW.minusSeconds(61));

  @TempDir private Path temp;

  @Test
  void remembersWhatAFileIsUntilItIsAnother() throws IOException {
    WalkedFile file = file("d/a", 5, OLD, 7, OLD);
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      cache.put(file, NOW, etag(1));
      cache.put(file("d/parts", 6, OLD, 8, OLD), NOW, new ETag("0".repeat(31) + "a-12"));
      cache.finishComplete();
    }
    FileTime later = FileTime.from(NOW.minusSeconds(60));
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      assertThat(cache.find(file)).contains(known(1));
      assertThat(cache.find(file("d/parts", 6, OLD, 8, OLD)))
          .contains(new Remembered(new ETag("0".repeat(31) + "a-12"), false));
      assertThat(cache.find(file("d/b", 5, OLD, 7, OLD))).as("another path").isEmpty();
      assertThat(cache.find(file("a", 5, OLD, 7, OLD))).as("another directory").isEmpty();
      assertThat(cache.find(file("d/a", 6, OLD, 7, OLD))).as("another size").isEmpty();
      assertThat(cache.find(file("d/a", 5, later, 7, OLD))).as("touched").isEmpty();
      assertThat(cache.find(file("d/a", 5, OLD, 7, later))).as("changed").isEmpty();
      assertThat(cache.find(file("d/a", 5, OLD, 8, OLD))).as("another inode").isEmpty();
    }
  }

  @Test
  void whatAnObjectHidesIsRememberedAsLongAsItsFileIsMet() throws IOException {
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      for (int i = 0; i < 100; i++) {
        cache.put(file("d/" + i, i, OLD, i, OLD), NOW, etag(i));
        cache.putHidden(file("d/" + i, i, OLD, i, OLD), NOW, etag(1000 + i));
      }
      cache.putHidden(file("d/gone", 5, OLD, 5, OLD), NOW, etag(5));
      cache.finishComplete();
    }
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      for (int i = 0; i < 100; i++) {
        assertThat(cache.find(file("d/" + i, i, OLD, i, OLD))).contains(known(i));
      }
      cache.put(file("new", 5, OLD, 5, OLD), NOW, etag(5));
      cache.finishComplete();
    }
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      for (int i = 0; i < 100; i++) {
        assertThat(cache.findHidden(file("d/" + i, i, OLD, i, OLD))).contains(etag(1000 + i));
      }
      assertThat(cache.findHidden(file("d/1", 2, OLD, 1, OLD))).as("another size").isEmpty();
      assertThat(cache.findHidden(file("d/gone", 5, OLD, 5, OLD))).isEmpty();
      assertThat(cache.findHidden(file("new", 5, OLD, 5, OLD))).isEmpty();
    }
  }

  @Test
  void aFileChangedAMomentAgoIsNotRemembered() throws IOException {
    FileTime justNow = FileTime.from(NOW.minusSeconds(59));
    WalkedFile file = file("a", 5, OLD, 7, justNow);
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      cache.put(file, NOW, etag(1));
      cache.finishComplete();
    }
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      assertThat(cache.find(file)).isEmpty();
    }
  }

  @Test
  void anInterruptedRunKeepsWhatItLearntEvenIfItsLastRecordIsCutShort() throws IOException {
    WalkedFile old = file("old", 1, OLD, 1, OLD);
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      cache.put(old, NOW, etag(1));
      cache.finishComplete();
    }
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      for (int i = 0; i < 100; i++) {
        cache.put(file("new" + i, i, OLD, i, OLD), NOW, etag(i));
      }
    }
    Files.write(temp.resolve("fingerprints.log"), new byte[17], StandardOpenOption.APPEND);
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      assertThat(cache.find(old)).contains(known(1));
      for (int i = 0; i < 100; i++) {
        assertThat(cache.find(file("new" + i, i, OLD, i, OLD))).contains(known(i));
      }
    }
  }

  @Test
  void whatIsLearntIsOnDiskSoonAfter() throws Exception {
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      cache.put(file("a", 1, OLD, 1, OLD), NOW, etag(1));
      Path log = temp.resolve("fingerprints.log");
      for (int i = 0; i < 200 && Files.size(log) == 0; i++) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
      assertThat(Files.size(log)).isEqualTo(56);
    }
  }

  @Test
  void ofOnePathTheLastWordCounts() throws IOException {
    Random random = new Random(5);
    Map<String, WalkedFile> files = new HashMap<>();
    Map<String, ETag> model = new HashMap<>();
    for (int run = 0; run < 5; run++) {
      try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
        files.forEach(
            (name, file) ->
                assertThat(cache.find(file)).contains(new Remembered(model.get(name), false)));
        for (int i = 0; i < 3000; i++) {
          String name = "d" + random.nextInt(40) + "/" + random.nextInt(100);
          WalkedFile file = file(name, random.nextInt(9), OLD, random.nextInt(9), OLD);
          files.put(name, file);
          model.put(name, etag(i));
          cache.put(file, NOW, etag(i));
        }
        if (run % 2 == 0) {
          cache.finishComplete();
        }
      }
    }
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      files.forEach(
          (name, file) ->
              assertThat(cache.find(file)).contains(new Remembered(model.get(name), false)));
    }
  }

  @Test
  void filesThatAreGoneAreForgotten() throws IOException {
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      for (int i = 0; i < 100; i++) {
        cache.put(file("f" + i, i, OLD, i, OLD), NOW, etag(i));
      }
      cache.finishComplete();
    }
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      for (int i = 0; i < 50; i++) {
        assertThat(cache.find(file("f" + i, i, OLD, i, OLD))).isPresent();
      }
      cache.finishComplete();
    }
    assertThat(Files.size(temp.resolve("fingerprints"))).isEqualTo(4096 + 50 * 56);
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      assertThat(cache.find(file("f49", 49, OLD, 49, OLD))).isPresent();
      assertThat(cache.find(file("f50", 50, OLD, 50, OLD))).isEmpty();
    }
  }

  @Test
  void aDamagedRecordIsNotRemembered() throws IOException {
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      for (int i = 0; i < 100; i++) {
        cache.put(file("f" + i, i, OLD, i, OLD), NOW, etag(i));
      }
      cache.finishComplete();
    }
    Path path = temp.resolve("fingerprints");
    byte[] bytes = Files.readAllBytes(path);
    for (int row = 0; row < 100; row += 2) {
      bytes[4096 + row * 56 + 32 + row % 24] ^= 1;
    }
    Files.write(path, bytes);
    int known = 0;
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      for (int i = 0; i < 100; i++) {
        Optional<Remembered> found = cache.find(file("f" + i, i, OLD, i, OLD));
        found.ifPresent(f -> assertThat(f.suspect()).isFalse());
        if (found.isPresent()) {
          assertThat(found).contains(known(i));
          known++;
        }
      }
    }
    assertThat(known).isEqualTo(50);
  }

  @Test
  void aSuspectStaysOneUntilItIsAnother() throws IOException {
    WalkedFile file = file("a", 5, OLD, 7, OLD);
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      cache.put(file, NOW, etag(1));
      cache.suspect(file, etag(1));
      cache.finishComplete();
    }
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      assertThat(cache.find(file)).contains(new Remembered(etag(1), true));
    }
  }

  @Test
  void aForeignLogIsLeftAlone() throws IOException {
    Files.writeString(temp.resolve("fingerprints.log"), "precious");
    assertThatThrownBy(() -> FingerprintCache.open(temp, ROOT.toString()))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("without fingerprints beside it");
    assertThat(temp.resolve("fingerprints.log")).hasContent("precious");
  }

  @Test
  void oneTreeAndOnePlanAtATime() throws IOException {
    try (FingerprintCache cache = FingerprintCache.open(temp, ROOT.toString())) {
      assertThatThrownBy(() -> FingerprintCache.open(temp, ROOT.toString()))
          .isInstanceOf(StocktakeException.class)
          .hasMessageContaining("in use by another plan");
      cache.finishComplete();
    }
    assertThatThrownBy(() -> FingerprintCache.open(temp, "/other"))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("is of /data, not of /other");
  }

  @Test
  void aDamagedFileIsSaidToBe() throws IOException {
    FingerprintCache.open(temp, ROOT.toString()).close();
    Path file = temp.resolve("fingerprints");
    for (byte[] content :
        new byte[][] {new byte[0], new byte[9000], "not this".repeat(600).getBytes(US_ASCII)}) {
      Files.write(file, content);
      assertThatThrownBy(() -> FingerprintCache.open(temp, ROOT.toString()))
          .isInstanceOf(StocktakeException.class)
          .hasMessageContaining("is damaged; remove it");
    }
  }

  private static WalkedFile file(
      String name, long size, FileTime mtime, long inode, FileTime changed) {
    return new WalkedFile(name, size, mtime, Optional.of(new FileIdentity(1, inode, changed)));
  }

  private static Remembered known(int number) {
    return new Remembered(etag(number), false);
  }

  private static ETag etag(int number) {
    return new ETag(String.format("%032x", number));
  }
}
