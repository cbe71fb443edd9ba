package io.stocktake.planner.join;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * A 128-bit hash that stands for a key: SipHash-2-4 with 128 bits of output (Aumasson and
 * Bernstein, "SipHash: a fast short-input PRF", 2012, and its reference implementation). It is
 * keyed afresh in every run, so that nobody can choose file names that collide.
 */
public final class KeyHash {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long k0;
  private final long k1;

  /** A hash with this key. */
  public KeyHash(long k0, long k1) {
    this.k0 = k0;
    this.k1 = k1;
  }

  /** A hash with a key that nobody knows. */
  public static KeyHash random() {
    SecureRandom random = new SecureRandom();
    return new KeyHash(random.nextLong(), random.nextLong());
  }

  /**
   * Hashes a key.
   *
   * @param bytes the key's UTF-8
   * @param out receives the two halves
   */
  public void hash(byte[] bytes, long[] out) {
    State s = new State(k0, k1);
    int whole = bytes.length & ~7;
    for (int i = 0; i < whole; i += 8) {
      s.absorb((long) LONGS.get(bytes, i));
    }
    long last = (long) bytes.length << 56;
    for (int i = bytes.length - 1; i >= whole; i--) {
      last |= (bytes[i] & 0xffL) << (8 * (i - whole));
    }
    s.absorb(last);
    s.finish(out);
  }

  /** The four words of SipHash; escape analysis keeps it in registers. */
  private static final class State {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    State(long k0, long k1) {
      v0 = k0 ^ 0x736f6d6570736575L;
      v1 = k1 ^ 0x646f72616e646f6dL ^ 0xee;
      v2 = k0 ^ 0x6c7967656e657261L;
      v3 = k1 ^ 0x7465646279746573L;
    }

    void absorb(long word) {
      v3 ^= word;
      round();
      round();
      v0 ^= word;
    }

    void finish(long[] out) {
      v2 ^= 0xee;
      out[0] = fourRounds();
      v1 ^= 0xdd;
      out[1] = fourRounds();
    }

    private long fourRounds() {
      round();
      round();
      round();
      round();
      return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}
