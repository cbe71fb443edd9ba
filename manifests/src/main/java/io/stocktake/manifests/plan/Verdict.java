package io.stocktake.manifests.plan;

import io.stocktake.manifests.CodedEnum;

/** What reconcile says of one key. */
public enum Verdict implements CodedEnum {
  /** Both sides hold the same content. */
  SAME("same", '='),
  /** Only the local store has it. */
  NEW("new", '+'),
  /** Only the local store has it, but its content is in the bucket under an orphan's key. */
  MOVED("moved", '>'),
  /** Both have it, with different content. */
  CHANGED("changed", '*'),
  /** Only the bucket has it. */
  ORPHAN("orphan", '-'),
  /** The evidence does not decide. */
  CANNOT_TELL("cannot-tell", '!');

  private final String code;
  private final char mark;

  Verdict(String code, char mark) {
    this.code = code;
    this.mark = mark;
  }

  @Override
  public String code() {
    return code;
  }

  /** The one-character diff mark users of rclone know. */
  public char mark() {
    return mark;
  }
}
