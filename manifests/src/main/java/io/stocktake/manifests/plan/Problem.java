package io.stocktake.manifests.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stocktake.manifests.CodedEnum;

/**
 * A problem of the source: a file or directory that the plan could not take into account.
 *
 * @param path the path as far as it can be written; bytes that are not UTF-8 as {@code %XX}
 * @param kind what is wrong
 * @param detail the system's words, or the other path of a collision; may be empty
 */
public record Problem(
    @JsonProperty("path") String path,
    @JsonProperty("kind") Kind kind,
    @JsonProperty("detail") String detail) {

  /** What a problem does to the value of "no file has this key" as evidence. */
  public enum Effect {
    /** Nothing: every key is still accounted for. */
    NONE,
    /** The key itself and all keys below it are not known to be without a file. */
    SHADOWS,
    /** No key is affected by name: what was not seen may have any name. */
    PARTIAL
  }

  /** Kinds of problem. */
  public enum Kind implements CodedEnum {
    UNREADABLE_DIRECTORY(
        "unreadable-directory", Effect.PARTIAL, true, "directories could not be read"),
    NAME_NOT_UTF8(
        "name-not-utf8", Effect.NONE, true, "names are not UTF-8, so no object can have them"),
    RESERVED_NAME(
        "reserved-name",
        Effect.NONE,
        false,
        "files are below .stocktake/, which this program keeps to itself: left out"),
    KEY_TOO_LONG("key-too-long", Effect.NONE, true, "keys would be longer than 1,024 bytes"),
    UNREADABLE_FILE("unreadable-file", Effect.SHADOWS, true, "files could not be read"),
    LINK_LOOP(
        "link-loop", Effect.SHADOWS, true, "symbolic links lead back to a directory above them"),
    LINK_OUTSIDE("link-outside", Effect.SHADOWS, true, "symbolic links lead out of the source"),
    LINK_BROKEN("link-broken", Effect.SHADOWS, true, "symbolic links lead nowhere"),
    LINK_SKIPPED("link-skipped", Effect.SHADOWS, false, "symbolic links were skipped"),
    SPECIAL_FILE("special-file", Effect.SHADOWS, false, "sockets, pipes or devices were skipped"),
    OTHER_FILE_SYSTEM(
        "other-file-system",
        Effect.SHADOWS,
        false,
        "directories are other file systems, and were not walked"),
    LISTED_MISSING("listed-missing", Effect.PARTIAL, true, "listed files do not exist"),
    LISTED_DIRECTORY(
        "listed-directory",
        Effect.PARTIAL,
        true,
        "listed names are directories: list the files in them"),
    UNREADABLE_ATTRIBUTES(
        "unreadable-attributes",
        Effect.NONE,
        true,
        "files or directories have extended attributes or access control lists that could not be"
            + " read"),
    SILENT_CHANGE(
        "silent-change",
        Effect.NONE,
        true,
        "files have other content, but their old size and times: damaged?"),
    CHANGED_WHILE_READ(
        "changed-while-read", Effect.NONE, true, "files changed while they were read"),
    KEY_COLLISION("key-collision", Effect.NONE, true, "keys are claimed by more than one file"),
    KEY_IS_NO_PATH(
        "key-is-no-path",
        Effect.NONE,
        true,
        "objects have keys that no file of the target can have"),
    PATH_COLLISION(
        "path-collision",
        Effect.NONE,
        true,
        "objects cannot be restored, because something else has or needs their path"),
    OBJECT_UNKNOWN(
        "object-unknown",
        Effect.NONE,
        true,
        "objects cannot be restored, because the inventory does not say enough about them");

    private final String code;
    private final Effect effect;
    private final boolean missed;
    private final String sentence;

    Kind(String code, Effect effect, boolean missed, String sentence) {
      this.code = code;
      this.effect = effect;
      this.missed = missed;
      this.sentence = sentence;
    }

    @Override
    public String code() {
      return code;
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
