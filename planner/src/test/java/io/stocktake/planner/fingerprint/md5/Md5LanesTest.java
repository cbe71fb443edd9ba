package io.stocktake.planner.fingerprint.md5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import io.stocktake.planner.files.OpenFile;
import io.stocktake.planner.files.Stat;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What lanes say is what the JDK's digest says; width 1 is the JDK's digest itself. A JVM that has
 * compiled one kernel does not make another fast, so ranges are a few chunks long, no more.
 */
class Md5LanesTest {
  private static final int BYTES = 4 << 20;

  private final Random random = new Random(7);
  private final byte[] bytes = new byte[BYTES];
  private Path file;

  private record Result(Range range, Optional<byte[]> md5, Optional<IOException> failure) {}

  private record Range(Path file, long offset, long length, List<Result> results)
      implements FileRange {
    @Override
    public OpenFile open() throws IOException {
      return OpenFile.open(file.getParent(), file, offset, false);
    }

    @Override
    public void done(byte[] md5, Stat after) {
      assertThat(after.size()).isEqualTo(BYTES);
      results.add(new Result(this, Optional.of(md5), Optional.empty()));
    }

    @Override
    public void failed(IOException reason) {
      results.add(new Result(this, Optional.empty(), Optional.of(reason)));
    }
  }

  @BeforeEach
  void writeFile(@TempDir Path dir) throws IOException {
    random.nextBytes(bytes);
    file = Files.write(dir.resolve("bytes"), bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 16})
  void everyShortLength(int width) throws Exception {
    assertDigests(width, IntStream.rangeClosed(0, 1100));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 16})
  void lengthsAroundTheChunk(int width) throws Exception {
    assertDigests(
        width,
        IntStream.of(1, 2, 3, 4)
            .flatMap(n -> IntStream.rangeClosed(-70, 70).map(i -> n * Lane.CHUNK + i)));
  }

  @Proof
  @ParameterizedTest
  @ValueSource(ints = {1, 8, 16})
  void randomLengths(int width) throws Exception {
    assertDigests(width, random.ints(ProofShare.of(2000), 0, 300_000));
  }

  @Proof
  @ParameterizedTest
  @ValueSource(ints = {1, 8, 16})
  void veryManyShortLengths(int width) throws Exception {
    assertDigests(width, random.ints(ProofShare.of(100_000), 0, 400));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void fewRangesOfVeryDifferentLengths(int width) throws Exception {
    for (int count = 1; count < 80; count++) {
      assertDigests(width, random.ints(count, 0, 1 << random.nextInt(5, 17)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 16})
  void rangesThatFailDoNotHarmTheOthers(int width) throws Exception {
    List<Result> results = new ArrayList<>();
    Queue<FileRange> ranges = new ArrayDeque<>();
    for (int i = 0; i < 500; i++) {
      ranges.add(new Range(file, i * 1000L, random.nextInt(3 * Lane.CHUNK), results));
      ranges.add(new Range(file, BYTES - i * 100L, i * 100L + 1, results));
      ranges.add(new Range(Path.of(file + ".none"), 0, i, results));
    }
    lanes(width).run(wait -> Optional.ofNullable(ranges.poll()));
    assertThat(results).hasSize(1500);
    for (Result result : results) {
      if (!result.range().file().equals(file)) {
        assertThat(result.failure().orElseThrow()).isInstanceOf(NoSuchFileException.class);
      } else if (result.range().offset() + result.range().length() > BYTES) {
        assertThat(result.failure().orElseThrow()).isInstanceOf(EOFException.class);
      } else {
        assertRight(result);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 16})
  void whatACallbackThrowsEndsTheRun(int width) {
    FileRange range =
        new FileRange() {
          @Override
          public OpenFile open() throws IOException {
            return OpenFile.open(file.getParent(), file, 0, false);
          }

          @Override
          public long length() {
            return 10;
          }

          @Override
          public void done(byte[] md5, Stat after) throws IOException {
            throw new IOException("disk full");
          }

          @Override
          public void failed(IOException reason) throws IOException {
            throw reason;
          }
        };
    Queue<FileRange> ranges = new ArrayDeque<>(List.of(range, range, range));
    assertThatThrownBy(() -> lanes(width).run(wait -> Optional.ofNullable(ranges.poll())))
        .hasMessage("disk full");
  }

  private void assertDigests(int width, IntStream lengths) throws Exception {
    List<Result> results = new ArrayList<>();
    Queue<FileRange> ranges = new ArrayDeque<>();
    lengths.forEach(n -> ranges.add(new Range(file, random.nextInt(BYTES - n), n, results)));
    int count = ranges.size();
    lanes(width).run(wait -> Optional.ofNullable(ranges.poll()));
    assertThat(results).hasSize(count);
    for (Result result : results) {
      assertRight(result);
    }
  }

  private void assertRight(Result result) {
    int from = (int) result.range().offset();
    byte[] part = Arrays.copyOfRange(bytes, from, from + (int) result.range().length());
    byte[] md5 = result.md5().orElseThrow();
    byte[] right = Digests.md5().digest(part);
    if (!Arrays.equals(md5, right)) { // a hundred thousand times, so no assertion is made of each
      assertThat(md5).as("%d bytes", part.length).isEqualTo(right);
    }
  }

  private static Md5Lanes lanes(int width) {
    if (width == 1) {
      return new Md5Lanes(Optional::empty);
    }
    assumeTrue(KernelChoice.preferredWidth() >= width);
    Supplier<Kernel> kernel = KernelChoice.ofWidth(width);
    return new Md5Lanes(() -> Optional.of(kernel.get()));
  }
}
