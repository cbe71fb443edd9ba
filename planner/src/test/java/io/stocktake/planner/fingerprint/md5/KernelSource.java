package io.stocktake.planner.fingerprint.md5;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes {@code Kernel16} and {@code Kernel8}: flat code for the Vector API, since C2 turns it into
 * good machine code only if nothing needs to be inlined or unrolled first, and only if a method is
 * small enough for every tier of the JIT compiler. Several sets of registers take each step in turn
 * so that one set's results arrive while the others compute.
 *
 * <p>A block is done in two parts. The transposition turns 16 words of each lane into 16 registers,
 * a word of all lanes in each. The steps are those of RFC 1321.
 */
final class KernelSource {
  private static final String[] REGISTERS = {"a", "b", "c", "d"};
  private static final int[][] SHIFTS = {
    {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}
  };

  private final int width;
  private final int sets;
  private final int stepsInMethod;
  private final StringBuilder text = new StringBuilder();

  private KernelSource(int width, int sets, int stepsInMethod) {
    this.width = width;
    this.sets = sets;
    this.stepsInMethod = stepsInMethod;
  }

  /** Both kernels: for 32 registers of 512 bit, and for 16 of 256 bit. */
  static List<KernelSource> all() {
    return List.of(new KernelSource(16, 4, 6), new KernelSource(8, 3, 6));
  }

  /** Writes both kernels over those that are there; the argument is the source directory. */
  public static void main(String[] arguments) throws IOException {
    for (KernelSource source : all()) {
      Files.writeString(Path.of(arguments[0]).resolve(source.path()), source.generate());
    }
  }

  /** The file's path below the source directory. */
  String path() {
    return "io/stocktake/planner/fingerprint/md5/Kernel" + width + ".java";
  }

  /** The file's text, as the formatter would have it. */
  String generate() {
    head();
    for (int half = 0; half < 2; half++) {
      transposition(half);
    }
    block();
    for (int method = 0; method < methods(); method++) {
      steps(method);
    }
    text.append("}\n");
    return text.toString();
  }

  private void head() {
    text.append(
        """
        package io.stocktake.planner.fingerprint.md5;

        import static jdk.incubator.vector.VectorOperators.BITWISE_BLEND;
        import static jdk.incubator.vector.VectorOperators.OR;
        import static jdk.incubator.vector.VectorOperators.ROL;
        import static jdk.incubator.vector.VectorOperators.XOR;

        import jdk.incubator.vector.ByteVector;
        import jdk.incubator.vector.IntVector;
        import jdk.incubator.vector.VectorMask;
        import jdk.incubator.vector.VectorShuffle;
        import jdk.incubator.vector.VectorSpecies;

        /** %d sets of %d lanes. Written by KernelSource, which is among the tests: do not edit. */
        final class Kernel%d implements Kernel {
          private static final VectorSpecies<Integer> S = IntVector.SPECIES_%d;
          private static final VectorSpecies<Byte> B = ByteVector.SPECIES_%d;
        """
            .formatted(sets, width, width, width * 32, width * 32));
    if (width == 16) {
      line(
          "  private static final VectorMask<Integer> UPPER = VectorMask.fromLong(S, %s);"
              .formatted("0xff00"));
    }
    for (int distance : new int[] {4, 2, 1}) {
      line(
          "  private static final IntVector MASK%d = IntVector.broadcast(S, 0).blend(-1, has(%d));"
              .formatted(distance, distance));
    }
    for (int distance : new int[] {4, 2, 1}) {
      line(
          "  private static final VectorShuffle<Integer> UP%d = shift(-%d);"
              .formatted(distance, distance));
      line(
          "  private static final VectorShuffle<Integer> DOWN%d = shift(%d);"
              .formatted(distance, distance));
    }
    text.append(
        """
          private static final int CHUNK = 4;

          private final int[] words = new int[CHUNK * %d];
          private final int[] between = new int[%d];

          private static VectorMask<Integer> has(int bit) {
            boolean[] lanes = new boolean[%d];
            for (int i = 0; i < %d; i++) {
              lanes[i] = (i & bit) != 0;
            }
            return VectorMask.fromArray(S, lanes, 0);
          }

          private static VectorShuffle<Integer> shift(int by) {
            return VectorShuffle.fromOp(S, i -> (i + by) & %d);
          }

          @Override
          public int lanes() {
            return %d;
          }

          @Override
          public int width() {
            return %d;
          }

          @Override
          public void run(byte[] arena, int[] offsets, int[] state, int blocks) {
            for (int done = 0; done < blocks; done += CHUNK) {
              int chunk = Math.min(CHUNK, blocks - done);
              for (int set = 0; set < %d; set++) {
                for (int i = 0; i < chunk; i++) {
                  int p = i * %d + set * %d;
                  lower(arena, offsets, set * %d, (done + i) * 64, words, p);
                  upper(arena, offsets, set * %d, (done + i) * 64, words, p);
                }
              }
              for (int i = 0; i < chunk; i++) {
                block(state, between, words, i * %d);
              }
            }
          }
        """
            .formatted(
                block16(),
                sets * width * 4,
                width,
                width,
                width - 1,
                sets * width,
                width,
                sets,
                block16(),
                width * 16,
                width,
                width,
                block16()));
  }

  /** Ints in the words of one block of all lanes. */
  private int block16() {
    return sets * width * 16;
  }

  private int methods() {
    return (64 + stepsInMethod - 1) / stepsInMethod;
  }

  /** Transposes eight words of each lane of a set: three stages of butterflies. */
  private void transposition(int half) {
    line("");
    String name = half == 0 ? "lower" : "upper";
    String parameters = "byte[] arena, int[] offsets, int lane, int at, int[] words, int p";
    line("  private static void %s(%s) {".formatted(name, parameters));
    for (int i = 0; i < 8; i++) {
      load(i, half);
    }
    for (int distance : new int[] {4, 2, 1}) {
      for (int i = 0; i < 8; i++) {
        if ((i & distance) == 0) {
          butterfly(distance, i, i + distance);
        }
      }
    }
    for (int i = 0; i < 8; i++) {
      line("    x%d.intoArray(words, p + %d);".formatted(i, (i + 8 * half) * width));
    }
    line("  }");
  }

  /** Lane i's eight words, and those of lane i + 8 above them: no shuffle, only two loads. */
  private void load(int i, int half) {
    String at = half == 0 ? "" : " + 32";
    line("    int p%d = offsets[lane + %d] + at%s;".formatted(i, i, at));
    line(
        "    IntVector x%d = ByteVector.fromArray(B, arena, p%d).reinterpretAsInts();"
            .formatted(i, i));
    if (width == 16) {
      line(
          "    int q%d = offsets[lane + %d] + at%s;".formatted(i, i + 8, half == 0 ? " - 32" : ""));
      line(
          "    IntVector z%d = ByteVector.fromArray(B, arena, q%d).reinterpretAsInts();"
              .formatted(i, i));
      line("    x%d = x%d.blend(z%d, UPPER);".formatted(i, i, i));
    }
  }

  private void butterfly(int distance, int low, int high) {
    String up = "x%d.rearrange(UP%d)".formatted(high, distance);
    String down = "x%d.rearrange(DOWN%d)".formatted(low, distance);
    line("    IntVector u%d%d = %s;".formatted(low, distance, up));
    line("    IntVector v%d%d = %s;".formatted(low, distance, down));
    line(
        "    x%d = v%d%d.lanewise(BITWISE_BLEND, x%d, MASK%d);"
            .formatted(high, low, distance, high, distance));
    line(
        "    x%d = x%d.lanewise(BITWISE_BLEND, u%d%d, MASK%d);"
            .formatted(low, low, low, distance, distance));
  }

  private void block() {
    line("");
    line("  private static void block(int[] state, int[] between, int[] words, int p) {");
    for (int method = 0; method < methods(); method++) {
      String from = method == 0 ? "state" : "between";
      String to = method == methods() - 1 ? "state" : "between";
      line("    steps%d(%s, %s, words, p);".formatted(method, from, to));
    }
    line("  }");
  }

  private void steps(int method) {
    line("");
    line(
        "  private static void steps%d(int[] from, int[] to, int[] words, int p) {"
            .formatted(method));
    for (int set = 0; set < sets; set++) {
      for (int r = 0; r < 4; r++) {
        line(
            "    IntVector %s = IntVector.fromArray(S, from, %d);"
                .formatted(register(r, set), at(r, set)));
      }
    }
    for (int i = method * stepsInMethod; i < Math.min(64, (method + 1) * stepsInMethod); i++) {
      for (int set = 0; set < sets; set++) {
        step(i, set);
      }
    }
    for (int set = 0; set < sets; set++) {
      for (int r = 0; r < 4; r++) {
        store(method, r, set);
      }
    }
    line("  }");
  }

  /** One of the 64: word, constant and a are summed first, off the critical path. */
  private void step(int i, int set) {
    String a = register((64 - i) % 4, set);
    String b = register((65 - i) % 4, set);
    String c = register((66 - i) % 4, set);
    String d = register((67 - i) % 4, set);
    String f =
        switch (i / 16) {
          case 0 -> d + ".lanewise(BITWISE_BLEND, " + c + ", " + b + ")";
          case 1 -> c + ".lanewise(BITWISE_BLEND, " + b + ", " + d + ")";
          case 2 -> b + ".lanewise(XOR, " + c + ").lanewise(XOR, " + d + ")";
          default -> c + ".lanewise(XOR, " + b + ".lanewise(OR, " + d + ".not()))";
        };
    line(
        "    %s = IntVector.fromArray(S, words, p + %d).add(0x%08x).add(%s);"
            .formatted(a, (set * 16 + word(i)) * width, constant(i), a));
    line(
        "    %s = %s.add(%s).lanewise(ROL, %d).add(%s);"
            .formatted(a, a, f, SHIFTS[i / 16][i % 4], b));
  }

  private void store(int method, int r, int set) {
    String register = register(r, set);
    if (method == methods() - 1) {
      line(
          "    %s.add(IntVector.fromArray(S, to, %d)).intoArray(to, %d);"
              .formatted(register, at(r, set), at(r, set)));
    } else {
      line("    %s.intoArray(to, %d);".formatted(register, at(r, set)));
    }
  }

  private static String register(int r, int set) {
    return REGISTERS[r] + set;
  }

  private int at(int r, int set) {
    return (set * 4 + r) * width;
  }

  private static int word(int i) {
    return switch (i / 16) {
      case 0 -> i;
      case 1 -> (5 * i + 1) % 16;
      case 2 -> (3 * i + 5) % 16;
      default -> 7 * i % 16;
    };
  }

  private static int constant(int i) {
    return (int) (long) (Math.abs(Math.sin(i + 1)) * (1L << 32));
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
