package io.stocktake.planner.fingerprint.md5;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The MD5 block function (RFC 1321) one lane after the other, for lanes that a vector kernel began
 * and that are now too few for it.
 */
final class ScalarKernel {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int[] K = new int[64];

  private final int[] x = new int[16];

  static {
    for (int i = 0; i < 64; i++) {
      K[i] = (int) (long) (Math.abs(Math.sin(i + 1)) * (1L << 32));
    }
  }

  /** Advances one message by some blocks; {@code state} is its four chaining words. */
  void run(byte[] arena, int offset, int[] state, int blocks) {
    for (int i = 0; i < blocks; i++) {
      block(arena, offset + i * 64, state);
    }
  }

  private void block(byte[] arena, int offset, int[] state) {
    for (int i = 0; i < 16; i++) {
      x[i] = (int) INT.get(arena, offset + i * 4);
    }
    int a = state[0];
    int b = state[1];
    int c = state[2];
    int d = state[3];
    for (int i = 0; i < 16; i += 4) {
      a = b + Integer.rotateLeft(a + (d ^ (b & (c ^ d))) + x[i] + K[i], 7);
      d = a + Integer.rotateLeft(d + (c ^ (a & (b ^ c))) + x[i + 1] + K[i + 1], 12);
      c = d + Integer.rotateLeft(c + (b ^ (d & (a ^ b))) + x[i + 2] + K[i + 2], 17);
      b = c + Integer.rotateLeft(b + (a ^ (c & (d ^ a))) + x[i + 3] + K[i + 3], 22);
    }
    for (int i = 16; i < 32; i += 4) {
      a = b + Integer.rotateLeft(a + (c ^ (d & (b ^ c))) + x[5 * i + 1 & 15] + K[i], 5);
      d = a + Integer.rotateLeft(d + (b ^ (c & (a ^ b))) + x[5 * i + 6 & 15] + K[i + 1], 9);
      c = d + Integer.rotateLeft(c + (a ^ (b & (d ^ a))) + x[5 * i + 11 & 15] + K[i + 2], 14);
      b = c + Integer.rotateLeft(b + (d ^ (a & (c ^ d))) + x[5 * i + 16 & 15] + K[i + 3], 20);
    }
    for (int i = 32; i < 48; i += 4) {
      a = b + Integer.rotateLeft(a + (b ^ c ^ d) + x[3 * i + 5 & 15] + K[i], 4);
      d = a + Integer.rotateLeft(d + (a ^ b ^ c) + x[3 * i + 8 & 15] + K[i + 1], 11);
      c = d + Integer.rotateLeft(c + (d ^ a ^ b) + x[3 * i + 11 & 15] + K[i + 2], 16);
      b = c + Integer.rotateLeft(b + (c ^ d ^ a) + x[3 * i + 14 & 15] + K[i + 3], 23);
    }
    for (int i = 48; i < 64; i += 4) {
      a = b + Integer.rotateLeft(a + (c ^ (b | ~d)) + x[7 * i & 15] + K[i], 6);
      d = a + Integer.rotateLeft(d + (b ^ (a | ~c)) + x[7 * i + 7 & 15] + K[i + 1], 10);
      c = d + Integer.rotateLeft(c + (a ^ (d | ~b)) + x[7 * i + 14 & 15] + K[i + 2], 15);
      b = c + Integer.rotateLeft(b + (d ^ (c | ~a)) + x[7 * i + 21 & 15] + K[i + 3], 21);
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
  }
}
