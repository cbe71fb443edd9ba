package io.stocktake.aws.listing;

import java.util.Arrays;
import java.util.Optional;

/** S3's order of keys, by bytes of UTF-8, and points between two keys in it. */
final class KeyOrder {
  private static final int LAST_ASCII = '~';

  private KeyOrder() {}

  /** Compares by code points, which is the order of the UTF-8 bytes. */
  static int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return Character.compare(rank(x), rank(y));
      }
    }
    return a.length() - b.length();
  }

  /** Surrogates stand for code points above all others of one char. */
  private static char rank(char c) {
    if (c < 0xd800) {
      return c;
    }
    return (char) (c >= 0xe000 ? c - 0x800 : c + 0x2000);
  }

  /**
   * Some text after {@code after} and before the end, so placed that keys like {@code after} are
   * likely on both sides: halfway to the last digit, letter or other character of the kind that
   * stands at the first place where there is room.
   *
   * @param fixed code points that all keys share
   */
  static Optional<String> between(String after, Optional<String> end, int fixed) {
    int[] low = after.codePoints().toArray();
    int[] high = end.map(text -> text.codePoints().toArray()).orElse(null);
    for (int at = high == null ? fixed : shared(low, high); at < low.length; at++) {
      boolean bounded = high != null && at < high.length && shared(low, high) == at;
      int top = bounded ? Math.min(lastOfKind(low[at]), high[at]) : lastOfKind(low[at]);
      Optional<String> middle = middle(low, at, top).filter(m -> isBefore(m, end));
      if (middle.isPresent()) {
        return middle;
      }
    }
    return beyond(low, high, end, fixed);
  }

  /** Where no kind has room, anywhere: first to the end of ASCII, then of Unicode. */
  private static Optional<String> beyond(int[] low, int[] high, Optional<String> end, int fixed) {
    for (int at = high == null ? fixed : shared(low, high); at < low.length; at++) {
      int top = low[at] < LAST_ASCII ? LAST_ASCII : Character.MAX_CODE_POINT;
      Optional<String> middle = middle(low, at, top).filter(m -> isBefore(m, end));
      if (middle.isPresent()) {
        return middle;
      }
    }
    return Optional.of(new String(low, 0, low.length) + "O").filter(m -> isBefore(m, end));
  }

  private static Optional<String> middle(int[] low, int at, int top) {
    int point = low[at] + (top - low[at] + 1) / 2;
    if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
      point = Character.MAX_SURROGATE + 1;
    }
    if (point <= low[at] || point > Character.MAX_CODE_POINT) {
      return Optional.empty();
    }
    int[] text = Arrays.copyOf(low, at + 1);
    text[at] = point;
    return Optional.of(new String(text, 0, text.length));
  }

  private static boolean isBefore(String middle, Optional<String> end) {
    return end.isEmpty() || compare(middle, end.get()) < 0;
  }

  private static int shared(int[] a, int[] b) {
    int mismatch = Arrays.mismatch(a, b);
    return mismatch < 0 ? a.length : mismatch;
  }

  private static int lastOfKind(int c) {
    if (c >= '0' && c <= '9') {
      return '9';
    }
    if (c >= 'A' && c <= 'Z') {
      return 'Z';
    }
    return c >= 'a' && c <= 'z' ? 'z' : Math.max(c, LAST_ASCII);
  }
}
