package io.stocktake.planner.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.testing.Golden;
import io.stocktake.planner.files.FileIdentity;
import io.stocktake.planner.source.WalkedFile;
import io.stocktake.planner.state.FingerprintCache.Remembered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files of {@code --state}: the sorted file, the log that an interrupted plan leaves, and the
 * sorted file of a state that machines share. The hashes in them are part of the format.
 */
class StateGoldenTest {
  private static final Path ROOT = Path.of("/data/ü");
  private static final Instant NOW = Instant.parse("2026-11-02T00:00:00Z");
  private static final ETag MD5 = new ETag("5d41402abc4b2a76b9719d911017c592");
  private static final ETag PARTS = new ETag("7d793037a0760186574b0282f2f435e7-10000");
  private static final ETag HIDDEN = new ETag("ffffffffffffffffffffffffffffffff");

  @TempDir private Path temp;

  @Test
  void theFilesAreWrittenByteForByte() throws IOException {
    write(temp.resolve("own"), false);
    Golden.checkDirectory("state", temp.resolve("own"));
    write(temp.resolve("shared"), true);
    Golden.check(
        "state-shared/fingerprints",
        Files.readAllBytes(temp.resolve("shared").resolve("fingerprints")));
  }

  @Test
  void theFilesAreReadCompletely() throws IOException {
    try (FingerprintCache cache =
        FingerprintCache.open(Golden.copy("state", temp.resolve("own")), ROOT.toString())) {
      assertThat(cache.root()).isEqualTo(ROOT);
      assertSorted(cache, 7);
      assertThat(cache.find(file("later", 7))).contains(new Remembered(MD5, false));
      assertThat(cache.find(file("d/plain", 8))).as("another device").isEmpty();
    }
    try (FingerprintCache cache =
        FingerprintCache.open(
            Golden.copy("state-shared", temp.resolve("shared")), ROOT.toString())) {
      assertSorted(cache, 8);
    }
  }

  private static void assertSorted(FingerprintCache cache, long device) {
    assertThat(cache.find(file("d/plain", device))).contains(new Remembered(MD5, false));
    assertThat(cache.find(file("d/größe/parts", device))).contains(new Remembered(PARTS, false));
    assertThat(cache.find(file("suspect", device))).contains(new Remembered(MD5, true));
    assertThat(cache.findHidden(file("d/plain", device))).contains(HIDDEN);
    assertThat(cache.find(file("d/other", device))).isEmpty();
  }

  private static void write(Path directory, boolean shared) throws IOException {
    Files.createDirectories(directory);
    FingerprintFile.Header header =
        new FingerprintFile.Header(0, 0x0123456789abcdefL, 42, shared, ROOT.toString());
    try (FingerprintFile.Writer empty =
        new FingerprintFile.Writer(directory.resolve(FingerprintCache.FILE), header)) {
      empty.commit();
    }
    try (FingerprintCache cache = FingerprintCache.open(directory, ROOT.toString())) {
      cache.put(file("d/plain", 7), NOW, MD5);
      cache.putHidden(file("d/plain", 7), NOW, HIDDEN);
      cache.put(file("d/größe/parts", 7), NOW, PARTS);
      cache.suspect(file("suspect", 7), MD5);
      cache.finishComplete();
    }
    try (FingerprintCache cache = FingerprintCache.open(directory, ROOT.toString())) {
      cache.put(file("later", 7), NOW, MD5);
    }
  }

  private static WalkedFile file(String name, long device) {
    FileTime mtime = FileTime.from(Instant.parse("2026-01-02T03:04:05.123456789Z"));
    FileTime changed = FileTime.from(NOW.minusSeconds(61));
    FileIdentity identity = new FileIdentity(device, 131, changed);
    return new WalkedFile(name, 5, mtime, Optional.of(identity));
  }
}
