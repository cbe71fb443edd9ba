package io.stocktake.crypto.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sizes, and the place of each byte, of packets of any length. */
class MessageLayoutTest {
  private static final int MIB = 1 << 20;

  /** Counted, and not computed: as RFC 4880, section 4.2.2.4, would have a reader do it. */
  private static long counted(long body) {
    long length = 1;
    while (body > MIB) {
      length += 1 + MIB;
      body -= MIB;
    }
    return length + 5 + body;
  }

  @Test
  void sizesAreExactUpTo6Gib() {
    Random random = new Random(MIB);
    for (int i = 0; i < 5000; i++) {
      assertExact((long) (6L * 1024 * MIB * Math.pow(random.nextDouble(), 1 + i % 20)));
    }
    for (long whole : new long[] {0, MIB, 2 * MIB, 4096L * MIB, 5120L * MIB, 6144L * MIB}) {
      for (long near = Math.max(0, whole - 100); near < whole + 100; near++) {
        assertExact(near);
      }
    }
  }

  private static void assertExact(long content) {
    MessageLayout layout = new MessageLayout(500, content);
    assertThat(layout.length()).isEqualTo(500 + counted(1 + 18 + counted(6 + content) + 22));
  }

  /** So that another size of a file shows in the size of its message. */
  @Test
  void eachByteMoreMakesALongerMessage() {
    for (long content = 0; content < 3 * MIB; content++) {
      assertThat(new MessageLayout(100, content + 1).length())
          .isGreaterThan(new MessageLayout(100, content).length());
    }
  }

  @Test
  void anyRangeOfAPacketIsThatOfTheWhole() throws IOException {
    Random random = new Random(1);
    for (long body : new long[] {1, 6, MIB - 1, MIB, MIB + 1, 2 * MIB, 2 * MIB + 1}) {
      PacketFrame frame = new PacketFrame(Tags.LITERAL, body);
      byte[] whole = written(frame, 0, (int) frame.length());
      assertThat(whole.length).isEqualTo((int) frame.length());
      for (int i = 0; i < 50; i++) {
        int from = random.nextInt(whole.length);
        int length = random.nextInt(Math.min(whole.length - from, 20) + 1);
        assertThat(written(frame, from, length))
            .isEqualTo(Arrays.copyOfRange(whole, from, from + length));
      }
    }
  }

  private static byte[] written(PacketFrame frame, long from, int length) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    frame.write(
        from,
        length,
        new PacketFrame.Target() {
          @Override
          public void octet(int octet) {
            out.write(octet);
          }

          @Override
          public void body(long at, int count) {
            for (long i = at; i < at + count; i++) {
              out.write((int) (i * 31));
            }
          }
        });
    return out.toByteArray();
  }
}
