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
    UNREADABLE_DIRECTORY(Effect.PARTIAL, "directories could not be read"),
    NAME_NOT_UTF8(Effect.PARTIAL, "names are not UTF-8"),
    RESERVED_NAME(
        Effect.NONE, "files are below .stocktake/, which this program keeps to itself: left out"),
    KEY_TOO_LONG(Effect.PARTIAL, "keys would be longer than 1,024 bytes"),
    UNREADABLE_FILE(Effect.SHADOWS, "files could not be read"),
    LINK_LOOP(Effect.SHADOWS, "symbolic links lead back to a directory above them"),
    LINK_OUTSIDE(Effect.SHADOWS, "symbolic links lead out of the source"),
    LINK_BROKEN(Effect.SHADOWS, "symbolic links lead nowhere"),
    LINK_SKIPPED(Effect.SHADOWS, "symbolic links were skipped"),
    SPECIAL_FILE(Effect.SHADOWS, "sockets, pipes or devices were skipped"),
    OTHER_FILE_SYSTEM(Effect.SHADOWS, "directories are other file systems, and were not walked"),
    LISTED_MISSING(Effect.PARTIAL, "listed files do not exist"),
    LISTED_DIRECTORY(Effect.PARTIAL, "listed names are directories: list the files in them"),
    SILENT_CHANGE(Effect.NONE, "files have other content, but their old size and times: damaged?"),
    CHANGED_WHILE_READ(Effect.NONE, "files changed while they were read"),
    KEY_COLLISION(Effect.NONE, "keys are claimed by more than one file");

    private final Effect effect;
    private final String sentence;

    Kind(Effect effect, String sentence) {
      this.effect = effect;
      this.sentence = sentence;
    }

    /** What it does to absence as evidence. */
    public Effect effect() {
      return effect;
    }

    /** The kind in words, to follow a count. */
    public String sentence() {
      return sentence;
    }
  }
}
