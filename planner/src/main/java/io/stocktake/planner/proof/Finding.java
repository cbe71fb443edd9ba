package io.stocktake.planner.proof;

import io.stocktake.manifests.plan.Spelled;

/**
 * What is known of one key.
 *
 * @param kind what it comes to
 * @param key the key
 * @param why in words, to stand behind the key
 */
public record Finding(Kind kind, String key, String why) {
  /** What it may come to. */
  public enum Kind implements Spelled {
    SAME('=', "proven the same"),
    DIFFERS('*', "different"),
    ONLY_HERE('+', "only in the source"),
    ONLY_THERE('-', "only in the bucket"),
    CANNOT_TELL('!', "cannot tell"),
    UNREAD('!', "could not be read");

    private final char mark;
    private final String words;

    Kind(char mark, String words) {
      this.mark = mark;
      this.words = words;
    }

    /** The one-character mark that users of rclone know. */
    public char mark() {
      return mark;
    }

    /** In words. */
    public String words() {
      return words;
    }
  }
}
