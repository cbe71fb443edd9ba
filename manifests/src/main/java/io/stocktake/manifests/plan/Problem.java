package io.stocktake.manifests.plan;

/**
 * Something on the local side that the plan could not take into account.
 *
 * @param path the path as far as it can be written; bytes that are not UTF-8 as {@code %XX}
 * @param kind what is wrong
 * @param detail the system's words, or the other path of a collision; may be empty
 */
public record Problem(String path, Kind kind, String detail) {

  /** Kinds of problem, and what each does to the plan's coverage. */
  public enum Kind implements Spelled {
    UNREADABLE_DIRECTORY(true, "directories could not be read"),
    UNREADABLE_FILE(true, "files could not be read"),
    CHANGED_WHILE_READ(false, "files changed while they were read"),
    NAME_NOT_UTF8(true, "names are not UTF-8"),
    KEY_TOO_LONG(true, "keys would be longer than 1,024 bytes"),
    KEY_COLLISION(false, "keys are claimed by two files"),
    LINK_LOOP(true, "symbolic links lead back to a directory above them"),
    LINK_OUTSIDE(true, "symbolic links lead out of the source"),
    LINK_BROKEN(true, "symbolic links lead nowhere"),
    LINK_SKIPPED(true, "symbolic links were skipped"),
    SPECIAL_FILE(true, "sockets, pipes or devices were skipped");

    private final boolean hides;
    private final String sentence;

    Kind(boolean hides, String sentence) {
      this.hides = hides;
      this.sentence = sentence;
    }

    /**
     * Whether something is there that the walk did not see as a file, so that a missing key proves
     * nothing.
     */
    public boolean hides() {
      return hides;
    }

    /** The kind in words, to follow a count. */
    public String sentence() {
      return sentence;
    }
  }
}
