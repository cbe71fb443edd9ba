package io.stocktake.manifests.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.testing.OpenFiles;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExternalSorterTest {
  /** A row: what it is sorted by, and its number among all that were added. */
  private record Row(int key, int number) {}

  private static final Comparator<Row> ORDER = Comparator.comparingInt(Row::key);

  private static final ExternalSorter.Codec<Row> CODEC =
      new ExternalSorter.Codec<>() {
        @Override
        public void write(DataOutputStream out, Row row) throws IOException {
          out.writeInt(row.key);
          out.writeInt(row.number);
        }

        @Override
        public Row read(DataInputStream in) throws IOException {
          return new Row(in.readInt(), in.readInt());
        }
      };

  @TempDir private Path temp;
  private Path directory;

  @BeforeEach
  void name() throws IOException {
    directory = temp.toRealPath().resolve("sort");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10, 2",
    "9, 10, 2",
    "10, 10, 2",
    "11, 10, 2",
    "20, 10, 2",
    "21, 10, 2",
    "1000, 10, 2",
    "200, 1, 3",
    "500, 7, 5",
    "1000, 10, 64",
    "1000, 10, 99",
    "1000, 10, 100",
    "300, 1, 64"
  })
  void sortsAndKeepsTheOrderOfEqualRows(int rows, int rowsInMemory, int fanIn) throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Row> added = new ArrayList<>();
    try (ExternalSorter<Row> sorter = sorter(rowsInMemory, fanIn)) {
      for (int i = 0; i < rows; i++) {
        added.add(new Row(random.nextInt(100), i));
        sorter.add(added.get(i));
      }
      List<Row> sorted = added.stream().sorted(ORDER).toList();
      assertThat(rest(sorter)).as("seed %d", seed).isEqualTo(sorted);
      assertThat(rest(sorter)).as("a second cursor, seed %d", seed).isEqualTo(sorted);
      List<Row> drained = new ArrayList<>();
      sorter.drain(drained::add);
      assertThat(drained).as("seed %d", seed).isEqualTo(sorted);
    }
    assertThat(directory).doesNotExist();
  }

  /** 300 runs of 200 rows, merged four at a time. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void theFilesOpenAtOnceDoNotGrowWithTheRows() throws IOException {
    int fanIn = 4;
    Random random = new Random(1);
    List<Integer> open = new ArrayList<>();
    try (ExternalSorter<Row> sorter =
        new ExternalSorter<>(directory, counting(open), ORDER, 200, fanIn)) {
      for (int i = 0; i < 60_000; i++) {
        sorter.add(new Row(random.nextInt(), i));
      }
      assertThat(OpenFiles.below(temp)).as("while rows come").isZero();
      try (ExternalSorter<Row>.Cursor rows = sorter.cursor()) {
        assertThat(OpenFiles.below(temp)).isEqualTo(fanIn);
        Row last = rows.next();
        int count = 1;
        for (; rows.hasNext(); count++) {
          Row next = rows.next();
          assertThat(next.key).isGreaterThanOrEqualTo(last.key);
          last = next;
        }
        assertThat(count).isEqualTo(60_000);
        assertThat(OpenFiles.below(temp)).as("each is closed at its end").isZero();
      }
    }
    assertThat(open).as("looked at now and then").isNotEmpty();
    assertThat(open).allMatch(files -> files <= fanIn + 1);
  }

  @Test
  void fewRowsNeedNoFile() throws IOException {
    try (ExternalSorter<Row> sorter = sorter(3, 2)) {
      sorter.add(new Row(2, 0));
      sorter.add(new Row(1, 1));
      assertThat(rest(sorter)).containsExactly(new Row(1, 1), new Row(2, 0));
      assertThat(directory).doesNotExist();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void filesAreClosedAndGoneWhenACursorIsNotReadToItsEnd() throws IOException {
    try (ExternalSorter<Row> sorter = sorter(1, 64)) {
      for (int i = 0; i < 5; i++) {
        sorter.add(new Row(i, i));
      }
      try (ExternalSorter<Row>.Cursor rows = sorter.cursor()) {
        assertThat(rows.peek()).isEqualTo(rows.next()).isEqualTo(new Row(0, 0));
        assertThat(OpenFiles.below(temp)).isEqualTo(4);
      }
      assertThat(OpenFiles.below(temp)).isZero();
      assertThat(names()).hasSize(5);
    }
    assertThat(directory).doesNotExist();
  }

  @Test
  void whatACrashLeftGoesAndNothingElse() throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("run-0"), "torn");
    Path other = Files.writeString(temp.resolve("run-1"), "another's");
    try (ExternalSorter<Row> sorter = sorter(10, 2)) {
      assertThat(rest(sorter)).isEmpty();
    }
    assertThat(directory).doesNotExist();
    assertThat(other).exists();
  }

  /** The codec fails as a full disk does: while a run is written, or while runs are merged. */
  @ParameterizedTest
  @CsvSource({"0", "5", "9", "10", "29", "30", "31", "45", "60", "61"})
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsASentenceAndLeavesNothing(int goodRows) throws IOException {
    assertThatThrownBy(
            () -> {
              try (ExternalSorter<Row> sorter =
                  new ExternalSorter<>(directory, failing(goodRows), ORDER, 10, 2)) {
                for (int i = 0; i < 30; i++) {
                  sorter.add(new Row(i % 7, i));
                }
                sorter.drain(row -> {});
                throw new IOException("the disk was never full");
              }
            })
        .satisfies(
            e -> {
              if (goodRows < 50) {
                assertThat(e)
                    .hasMessage(
                        "cannot sort rows with temporary files in "
                            + directory
                            + ": No space left on device");
              } else {
                assertThat(e).hasMessage("the disk was never full");
              }
            });
    assertThat(directory).doesNotExist();
    assertThat(OpenFiles.below(temp)).isZero();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aRunThatIsCutShortIsASentenceAndNoShorterResult() throws IOException {
    try (ExternalSorter<Row> sorter = sorter(10, 4)) {
      for (int i = 0; i < 40; i++) {
        sorter.add(new Row(i, i));
      }
      Path run = directory.resolve(names().get(2));
      Files.write(run, Arrays.copyOf(Files.readAllBytes(run), 79));
      assertThatThrownBy(() -> sorter.drain(row -> {}))
          .hasCauseInstanceOf(EOFException.class)
          .hasMessageEndingWith(directory + ": the file ends too early");
    }
    assertThat(directory).doesNotExist();
    assertThat(OpenFiles.below(temp)).isZero();
  }

  /** What the taker of rows throws is not the sorter's to explain. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aTakerThatFailsIsToldAsItIs() throws IOException {
    IOException failure = new IOException("taker");
    ExternalSorter<Row> sorter = sorter(1, 4);
    for (int i = 0; i < 9; i++) {
      sorter.add(new Row(i, i));
    }
    assertThatThrownBy(
            () ->
                sorter.drain(
                    row -> {
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(directory).doesNotExist();
    assertThat(OpenFiles.below(temp)).isZero();
  }

  @Test
  void rowsMayComeFromSeveralThreads() throws IOException {
    try (ExternalSorter<Row> sorter = sorter(10, 3)) {
      List<CompletableFuture<Void>> threads =
          IntStream.range(0, 4)
              .mapToObj(t -> CompletableFuture.runAsync(() -> addAll(sorter, t * 1000)))
              .toList();
      threads.forEach(CompletableFuture::join);
      assertThat(rest(sorter))
          .extracting(Row::key)
          .isEqualTo(IntStream.range(0, 4000).boxed().toList());
    }
  }

  private static void addAll(ExternalSorter<Row> sorter, int from) {
    try {
      for (int i = from + 999; i >= from; i--) {
        sorter.add(new Row(i, i));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ExternalSorter<Row> sorter(int rowsInMemory, int fanIn) throws IOException {
    return new ExternalSorter<>(directory, CODEC, ORDER, rowsInMemory, fanIn);
  }

  /** Notes how many files are open, now and then. */
  private ExternalSorter.Codec<Row> counting(List<Integer> open) {
    return new ExternalSorter.Codec<>() {
      private int writes;

      @Override
      public void write(DataOutputStream out, Row row) throws IOException {
        if (writes++ % 1_000 == 0) {
          open.add(OpenFiles.below(temp));
        }
        CODEC.write(out, row);
      }

      @Override
      public Row read(DataInputStream in) throws IOException {
        return CODEC.read(in);
      }
    };
  }

  private static ExternalSorter.Codec<Row> failing(int goodRows) {
    return new ExternalSorter.Codec<>() {
      private int writes;

      @Override
      public void write(DataOutputStream out, Row row) throws IOException {
        if (writes++ == goodRows) {
          throw new IOException("No space left on device");
        }
        CODEC.write(out, row);
      }

      @Override
      public Row read(DataInputStream in) throws IOException {
        return CODEC.read(in);
      }
    };
  }

  private static List<Row> rest(ExternalSorter<Row> sorter) throws IOException {
    List<Row> rest = new ArrayList<>();
    try (ExternalSorter<Row>.Cursor rows = sorter.cursor()) {
      while (rows.hasNext()) {
        rest.add(rows.next());
      }
    }
    return rest;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
