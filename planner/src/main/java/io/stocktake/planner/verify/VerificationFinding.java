package io.stocktake.planner.verify;

import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.FailureCode;
import java.util.Optional;

/**
 * The finding of a verification for one key.
 *
 * @param kind what it comes to
 * @param key the key
 * @param why in words, to stand behind the key
 * @param code says that a setting would help, if one would
 */
public record VerificationFinding(Kind kind, String key, String why, Optional<FailureCode> code) {
  /** A finding that no setting would change. */
  public static VerificationFinding of(Kind kind, String key, String why) {
    return new VerificationFinding(kind, key, why, Optional.empty());
  }

  /** What it may come to. */
  public enum Kind implements CodedEnum {
    SAME("same", '=', "proven the same"),
    DIFFERS("differs", '*', "different"),
    ONLY_HERE("only-here", '+', "only in the source"),
    ONLY_THERE("only-there", '-', "only in the bucket"),
    CANNOT_TELL("cannot-tell", '!', "cannot tell"),
    UNREAD("unread", '!', "could not be read");

    private final String code;
    private final char mark;
    private final String words;

    Kind(String code, char mark, String words) {
      this.code = code;
      this.mark = mark;
      this.words = words;
    }

    @Override
    public String code() {
      return code;
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
