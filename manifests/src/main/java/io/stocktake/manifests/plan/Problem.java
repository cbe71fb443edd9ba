package io.stocktake.manifests.plan;

/**
 * Something on the local side that the plan could not take into account.
 *
 * @param path the path as far as it can be written; bytes that are not UTF-8 as {@code %XX}
 * @param kind what is wrong
 * @param detail the system's words, or the other path of a collision; may be empty
 */
public record Problem(String path, Kind kind, String detail) {

  /** What a problem does to the value of "no file has this key" as evidence. */
  public enum Effect {
    /** Nothing: every key is still accounted for. */
    NONE,
    /** The key itself and all keys below it are not known to be without a file. */
    SHADOWS,
    /** No key is: whatever was not seen may have any name. */
    PARTIAL
  }

  /** Kinds of problem. */
  public enum Kind implements Spelled {
    UNREADABLE_DIRECTORY(Effect.PARTIAL, true, "directories could not be read"),
    NAME_NOT_UTF8(Effect.NONE, true, "names are not UTF-8, so no object can have them"),
    RESERVED_NAME(
        Effect.NONE,
        false,
        "files are below .stocktake/, which this program keeps to itself: left out"),
    KEY_TOO_LONG(Effect.NONE, true, "keys would be longer than 1,024 bytes"),
    UNREADABLE_FILE(Effect.SHADOWS, true, "files could not be read"),
    LINK_LOOP(Effect.SHADOWS, true, "symbolic links lead back to a directory above them"),
    LINK_OUTSIDE(Effect.SHADOWS, true, "symbolic links lead out of the source"),
    LINK_BROKEN(Effect.SHADOWS, true, "symbolic links lead nowhere"),
    LINK_SKIPPED(Effect.SHADOWS, false, "symbolic links were skipped"),
    SPECIAL_FILE(Effect.SHADOWS, false, "sockets, pipes or devices were skipped"),
    OTHER_FILE_SYSTEM(
        Effect.SHADOWS, false, "directories are other file systems, and were not walked"),
    LISTED_MISSING(Effect.PARTIAL, true, "listed files do not exist"),
    LISTED_DIRECTORY(Effect.PARTIAL, true, "listed names are directories: list the files in them"),
    SILENT_CHANGE(
        Effect.NONE, true, "files have other content, but their old size and times: damaged?"),
    CHANGED_WHILE_READ(Effect.NONE, true, "files changed while they were read"),
    KEY_COLLISION(Effect.NONE, true, "keys are claimed by more than one file");

    private final Effect effect;
    private final boolean missed;
    private final String sentence;

    Kind(Effect effect, boolean missed, String sentence) {
      this.effect = effect;
      this.missed = missed;
      this.sentence = sentence;
    }

    /** What it does to absence as evidence. */
    public Effect effect() {
      return effect;
    }

    /**
     * Whether something that was asked for was not compared. A run with such a problem is not done,
     * however its rows end. What was left out as asked, such as a skipped link, is not missed.
     */
    public boolean missed() {
      return missed;
    }

    /** The kind in words, to follow a count. */
    public String sentence() {
      return sentence;
    }
  }
}
