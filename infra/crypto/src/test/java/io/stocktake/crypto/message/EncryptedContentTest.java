package io.stocktake.crypto.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.crypto.TestContent;
import io.stocktake.crypto.TestKeys;
import io.stocktake.crypto.keys.Keyring;
import io.stocktake.crypto.keys.Recipients;
import io.stocktake.executor.files.FileContent;
import io.stocktake.executor.files.FileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranges of a message, whoever asks for them and in whatever order. */
class EncryptedContentTest {
  private static final int MIB = 1 << 20;
  private static final int SIZE = 5 * MIB + 12_345;
  @TempDir static Path directory;

  private static Recipients recipients;

  private final TestContent plain = new TestContent(SIZE);
  private final EncryptedContent message =
      new EncryptedContent(plain, recipients, new SecureRandom());

  @BeforeAll
  static void makeKeys() throws IOException {
    TestKeys keys = TestKeys.in(directory);
    recipients =
        Keyring.read(keys.publicKeys()).recipients(List.of(keys.fingerprint()), Instant.now());
  }

  private byte[] whole() throws IOException {
    return Messages.read(message, 0, (int) message.size());
  }

  private byte[] inSteps(int step) throws IOException {
    byte[] all = new byte[(int) message.size()];
    for (int at = 0; at < all.length; at += step) {
      int length = Math.min(step, all.length - at);
      System.arraycopy(Messages.read(message, at, length), 0, all, at, length);
    }
    return all;
  }

  @Test
  void readInOrderEachByteIsReadOnce() throws IOException {
    inSteps(100_000);
    assertThat(plain.read()).isEqualTo(SIZE);
  }

  @Test
  void asksForChunks() throws IOException {
    byte[] once = whole();
    assertThat(plain.shortReads()).as("at partial lengths alone").isLessThanOrEqualTo(6);
    assertThat(inSteps(FileContent.CHUNK)).isEqualTo(once);
    assertThat(plain.read()).as("and at most once more").isLessThanOrEqualTo(2L * SIZE);
  }

  @Test
  void rangesAreThoseOfTheWhole() throws IOException {
    Random random = new Random(SIZE);
    List<byte[]> parts = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int from = random.nextInt((int) message.size());
      int length = Math.min(random.nextInt(i % 5 == 0 ? MIB : 3000), (int) message.size() - from);
      places.add(from);
      parts.add(Messages.read(message, from, length));
    }
    byte[] whole = whole();
    for (int i = 0; i < parts.size(); i++) {
      assertThat(parts.get(i))
          .isEqualTo(Arrays.copyOfRange(whole, places.get(i), places.get(i) + parts.get(i).length));
    }
  }

  @Test
  void aReadThatGoesBackBeginsAtACheckpoint() throws IOException {
    whole();
    long before = plain.read();
    Messages.read(message, 3 * MIB + 700_000, 1000);
    assertThat(plain.read() - before).isLessThanOrEqualTo(MIB);
    before = plain.read();
    Messages.read(message, 3 * MIB + 701_000, 1000);
    assertThat(plain.read() - before).as("it goes on").isZero();
  }

  @RepeatedTest(3)
  void severalThreadsGetTheSame() throws Exception {
    List<Integer> places = new ArrayList<>();
    for (int at = 0; at < message.size(); at += 300_000) {
      places.add(at);
    }
    Collections.shuffle(places, new Random(places.size()));
    byte[] all = new byte[(int) message.size()];
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Void>> reads = new ArrayList<>();
      for (int at : places) {
        reads.add(
            () -> {
              int length = Math.min(300_000, all.length - at);
              System.arraycopy(Messages.read(message, at, length), 0, all, at, length);
              return null;
            });
      }
      for (Future<Void> read : threads.invokeAll(reads)) {
        read.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(all).isEqualTo(whole());
  }

  @Test
  void partsThatFollowEachOtherAreReadOnceByAnyThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int at = 0; at < message.size(); at += MIB) {
        int length = (int) Math.min(MIB, message.size() - at);
        int from = at;
        threads.submit(() -> Messages.read(message, from, length)).get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(plain.read()).isEqualTo(SIZE);
  }

  @Test
  void twoOpeningsDiffer() throws IOException {
    EncryptedContent again =
        new EncryptedContent(new TestContent(SIZE), recipients, new SecureRandom());
    assertThat(again.stamp()).isNotEqualTo(message.stamp()).hasSize(32);
    assertThat(message.stamp()).isEqualTo(message.stamp());
    assertThat(again.size()).isEqualTo(message.size());
    int end = (int) message.size() - 1000;
    assertThat(Messages.read(again, end, 1000)).isNotEqualTo(Messages.read(message, end, 1000));
    assertThat(message.planned()).isEmpty();
  }

  @Test
  void aReadThatFailedCanBeRepeated() throws IOException {
    plain.failAt(2 * MIB);
    assertThatThrownBy(this::whole).isInstanceOf(FileException.class).hasMessageContaining("short");
    byte[] begin = Messages.read(message, 0, MIB);
    plain.failAt(Long.MAX_VALUE);
    byte[] whole = whole();
    assertThat(begin).isEqualTo(Arrays.copyOf(whole, MIB));
    assertThat(inSteps(64 * 1024)).isEqualTo(whole);
  }

  @Test
  void fillsWhatIsLeftOfABuffer() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(2000);
    buffer.position(500).limit(1500);
    message.read(buffer, 20);
    assertThat(buffer.position()).isZero();
    assertThat(buffer.limit()).isEqualTo(1500);
    byte[] read = new byte[1000];
    buffer.get(500, read);
    assertThat(read).isEqualTo(Messages.read(message, 20, 1000));
  }

  @Test
  void nothingLiesBeyondTheEnd() throws IOException {
    assertThatThrownBy(() -> Messages.read(message, message.size() - 5, 6))
        .isInstanceOf(FileException.class)
        .hasMessageContaining(message.size() + " bytes");
    assertThat(Messages.read(message, message.size(), 0)).isEmpty();
  }

  @Test
  void checksAndClosesTheFile() throws IOException {
    message.checkAgain();
    assertThat(plain.checked()).isTrue();
    message.close();
    assertThat(plain.closed()).isTrue();
    assertThatThrownBy(() -> Messages.read(message, 0, 100_000))
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void theSessionKeyIsWipedAndNeverTold() {
    SessionKey key = new SessionKey(new SecureRandom());
    assertThat(key.getEncoded()).isNotEqualTo(new byte[32]);
    assertThat(key.toString()).isEqualTo("a session key");
    key.destroy();
    assertThat(key.getEncoded()).isEqualTo(new byte[32]);
    assertThat(key.prefix()).isEqualTo(new byte[18]);
    assertThat(key.isDestroyed()).isTrue();
    assertThat(message.toString()).isEqualTo("encrypted content of " + message.size() + " bytes");
  }
}
