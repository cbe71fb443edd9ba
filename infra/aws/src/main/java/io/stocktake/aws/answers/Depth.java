package io.stocktake.aws.answers;

import java.nio.ByteBuffer;

/**
 * How deep the elements of an XML text are nested, counted as its bytes pass. It knows no more of
 * XML than that, so a {@code >} in an attribute or a comment may put it off by one.
 */
final class Depth {
  private int depth;
  private int deepest;
  private byte previous;
  private boolean inStart;

  /** Takes the next bytes, which stay as they are. */
  void add(ByteBuffer bytes) {
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      byte b = bytes.get(i);
      if (previous == '<') {
        opened(b);
      } else if (b == '>' && inStart) {
        depth -= previous == '/' ? 1 : 0;
        inStart = false;
      }
      previous = b;
    }
  }

  private void opened(byte first) {
    inStart = first != '/' && first != '?' && first != '!';
    depth += inStart ? 1 : first == '/' ? -1 : 0;
    deepest = Math.max(deepest, depth);
  }

  /** The most elements within each other so far. */
  int deepest() {
    return deepest;
  }
}
