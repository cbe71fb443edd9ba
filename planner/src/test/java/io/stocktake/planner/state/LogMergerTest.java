package io.stocktake.planner.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogMergerTest {
  @TempDir private Path temp;

  /** Thrice, with a log in which paths come again, and rows of the file that are forgotten. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1_000_000})
  void ofEachPathWhatWasLearntLastIsKept(int rowsInMemory) throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<Fingerprint, Fingerprint> model = new TreeMap<>(Fingerprint.ORDER);
    Path file = temp.resolve("fingerprints");
    Path log = temp.resolve("fingerprints.log");
    for (int round = 0; round < 3; round++) {
      Optional<FingerprintFile> old = FingerprintFile.open(file);
      LongPredicate keep = round == 2 ? row -> row % 3 != 0 : row -> true;
      if (old.isPresent()) {
        model.clear();
        rows(old.get(), keep).forEach(row -> model.put(row, row));
      }
      try (FingerprintLog learnt = new FingerprintLog(log)) {
        for (int i = 0; i < 100; i++) {
          Fingerprint row = row(random, round * 1_000 + i);
          model.remove(row);
          model.put(row, row);
          learnt.append(row);
        }
      }
      FingerprintFile.Header header = new FingerprintFile.Header(0, 1, 2, false, "/data");
      LogMerger.merge(file, old, keep, log, header, rowsInMemory);
      assertThat(rows(FingerprintFile.open(file).orElseThrow(), row -> true))
          .as("seed %d, round %d", seed, round)
          .containsExactlyElementsOf(model.values());
      assertThat(temp.toFile().list())
          .containsExactlyInAnyOrder("fingerprints", "fingerprints.log");
    }
  }

  private static Fingerprint row(Random random, int number) {
    return new Fingerprint(
        random.nextInt(-2, 3), random.nextInt(-20, 20), number, 0, 0, 0, 0, random.nextBoolean());
  }

  private static List<Fingerprint> rows(FingerprintFile file, LongPredicate keep) {
    List<Fingerprint> rows = new ArrayList<>();
    for (long i = 0; i < file.rows(); i++) {
      if (keep.test(i)) {
        rows.add(file.row(i).orElseThrow());
      }
    }
    return rows;
  }
}
