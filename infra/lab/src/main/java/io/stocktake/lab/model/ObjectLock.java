package io.stocktake.lab.model;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What keeps a version from being deleted, kept as marks of it.
 *
 * @param hold whether there is a legal hold; empty if that was never said
 * @param mode {@code COMPLIANCE}, {@code GOVERNANCE}, or empty without a retention
 * @param until when the retention ends; empty without one
 */
public record ObjectLock(Optional<Boolean> hold, String mode, Optional<Instant> until) {
  /** No lock. */
  public static final ObjectLock NONE = new ObjectLock(Optional.empty(), "", Optional.empty());

  /** The modes of a retention. */
  public static final Set<String> MODES = Set.of("COMPLIANCE", "GOVERNANCE");

  /** A legal hold that holds. */
  public static final String ON = "ON";

  private static final String OFF = "OFF";

  /** The states of a legal hold. */
  public static final Set<String> HOLDS = Set.of(ON, OFF);

  private static final String HOLD = "legal-hold";
  private static final String MODE = "retention-mode";
  private static final String UNTIL = "retention-until";

  /** That of a version. */
  public static ObjectLock of(ObjectVersion version) {
    return of(version.marks());
  }

  /** That which some marks say. */
  public static ObjectLock of(Map<String, String> marks) {
    String until = marks.getOrDefault(UNTIL, "");
    return new ObjectLock(
        Optional.ofNullable(marks.get(HOLD)).map(ON::equals),
        marks.getOrDefault(MODE, ""),
        until.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(until)));
  }

  /** The marks that say it. */
  public Map<String, String> marks() {
    Map<String, String> marks = new TreeMap<>();
    holdText().ifPresent(text -> marks.put(HOLD, text));
    if (!mode.isEmpty()) {
      marks.put(MODE, mode);
    }
    until.ifPresent(time -> marks.put(UNTIL, time.toString()));
    return marks;
  }

  /** A version with this lock in place of its own. */
  public ObjectVersion onto(ObjectVersion version) {
    Map<String, String> marks = new TreeMap<>(version.marks());
    marks.keySet().removeAll(Set.of(HOLD, MODE, UNTIL));
    marks.putAll(marks());
    return version.withMarks(marks);
  }

  /** The same with or without a legal hold. */
  public ObjectLock withHold(boolean on) {
    return new ObjectLock(Optional.of(on), mode, until);
  }

  /** The same with another retention, or with none if the mode is empty. */
  public ObjectLock withRetention(String otherMode, Optional<Instant> otherUntil) {
    return new ObjectLock(hold, otherMode, otherUntil);
  }

  /** The legal hold as headers and documents show it; empty if it was never said. */
  public Optional<String> holdText() {
    return hold.map(on -> on ? ON : OFF);
  }

  /** Whether nothing was said of a lock. */
  public boolean isNone() {
    return equals(NONE);
  }

  /** Whether there is a legal hold. */
  public boolean isHeld() {
    return hold.orElse(false);
  }

  /** Whether the retention has not ended. */
  public boolean retains(Instant now) {
    return until.map(now::isBefore).orElse(false);
  }
}
