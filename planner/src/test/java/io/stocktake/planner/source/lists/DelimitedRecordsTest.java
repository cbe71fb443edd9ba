package io.stocktake.planner.source.lists;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.StocktakeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DelimitedRecordsTest {
  private static final int LONGEST = 16 * 1024;

  @ParameterizedTest
  @ValueSource(chars = {'\n', '\0'})
  void recordsOfAnyLengthComeWholeAndNumbered(char end) throws Exception {
    Random random = new Random(11);
    List<String> lines = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      String line = i + "ü".repeat(random.nextInt(i % 100 == 0 ? LONGEST / 2 - 4 : 60));
      lines.add(line);
      text.append(line).append(end);
    }
    for (InputStream in :
        List.of(in(text.toString()), new Trickle(in(text.toString())), zipped(text.toString()))) {
      assertThat(all(in, end == '\0', true)).isEqualTo(lines);
    }
  }

  @Test
  void whatABytesHighBitHidesIsNoEnd() throws Exception {
    String line = "\u008a\u010a ".repeat(20); // bytes that differ from a newline in their high bit
    assertThat(all(in(line + '\n' + line + '\n'), false, true)).containsExactly(line, line);
  }

  @Test
  void severalThreadsShareThem() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= 100_000; i++) {
      text.append("line ").append(i).append('\n');
    }
    ConcurrentSkipListMap<Long, String> found = new ConcurrentSkipListMap<>();
    try (DelimitedRecords records =
        new DelimitedRecords("list", in(text.toString()), false, true)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        threads.add(new Thread(() -> takeAll(records, found)));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(found).hasSize(100_000);
    found.forEach((number, line) -> assertThat(line).isEqualTo("line " + number));
  }

  @Test
  void aLastRecordWithoutItsEndIsTakenOrRefused() throws Exception {
    assertThat(all(in("a\nb"), false, false)).containsExactly("a", "b");
    assertThat(all(in(""), false, true)).isEmpty();
    assertThat(all(in("\n\n"), false, true)).containsExactly("", "");
    assertThatThrownBy(() -> all(in("a\nbcd"), false, true))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("cut off after 'bcd'");
  }

  @Test
  void whatIsTooLongIsRefusedWhereverItLies() {
    for (String text :
        List.of(
            "x".repeat(LONGEST + 1) + "\n",
            "a\n" + "x".repeat(LONGEST + 1) + "\nb\n",
            "a\n" + "x".repeat(1 << 20))) {
      assertThatThrownBy(() -> all(in(text), false, true))
          .isInstanceOf(StocktakeException.class)
          .hasMessageContaining("too long to be a path: xxx");
    }
  }

  @Test
  void bytesThatAreNotUtf8AreShownAndToldApart() throws Exception {
    byte[] bytes = {'a', (byte) 0xff, '\n', (byte) 0xef, (byte) 0xbf, (byte) 0xbd, '\n'};
    try (DelimitedRecords records =
        new DelimitedRecords("list", new ByteArrayInputStream(bytes), false, true)) {
      List<DelimitedRecord> found = records.next();
      assertThat(found.get(0).text()).isEmpty();
      assertThat(found.get(0).shown()).isEqualTo("a\uFFFD");
      assertThat(found.get(1).text()).contains("\uFFFD");
    }
  }

  @Test
  void aDamagedArchiveIsRefused() throws Exception {
    byte[] zipped = zipped("a\n".repeat(100_000)).readAllBytes();
    InputStream cut = new ByteArrayInputStream(zipped, 0, zipped.length / 2);
    assertThatThrownBy(() -> all(cut, false, true))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("damaged or cut off");
  }

  private static void takeAll(DelimitedRecords records, ConcurrentSkipListMap<Long, String> found) {
    try {
      for (List<DelimitedRecord> some = records.next(); !some.isEmpty(); some = records.next()) {
        some.forEach(record -> found.put(record.number(), record.text().orElseThrow()));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> all(InputStream in, boolean nul, boolean whole) throws IOException {
    List<String> all = new ArrayList<>();
    try (DelimitedRecords records = new DelimitedRecords("list", in, nul, whole)) {
      for (List<DelimitedRecord> some = records.next(); !some.isEmpty(); some = records.next()) {
        for (DelimitedRecord record : some) {
          assertThat(record.number()).isEqualTo(all.size() + 1);
          all.add(record.text().orElseThrow());
        }
      }
    }
    return all;
  }

  private static InputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static InputStream zipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  /** Gives a few bytes at a time, as a pipe may. */
  private static final class Trickle extends FilterInputStream {
    Trickle(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return super.read(into, offset, Math.min(length, 7));
    }
  }
}
