package io.stocktake.manifests.plan;

/** What reconcile says of one key. */
public enum Verdict implements Spelled {
  /** Both sides hold the same content. */
  SAME('='),
  /** Only the local store has it. */
  NEW('+'),
  /** Only the local store has it, but its content is in the bucket under an orphan's key. */
  MOVED('>'),
  /** Both have it, with different content. */
  CHANGED('*'),
  /** Only the bucket has it. */
  ORPHAN('-'),
  /** The evidence does not decide. */
  CANNOT_TELL('!');

  private final char mark;

  Verdict(char mark) {
    this.mark = mark;
  }

  /** The one-character diff mark users of rclone know. */
  public char mark() {
    return mark;
  }
}
