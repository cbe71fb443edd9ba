package io.stocktake.lab.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What keeps a version from being deleted, kept as marks of it.
 *
 * @param mode {@code COMPLIANCE}, {@code GOVERNANCE}, or empty without a retention
 * @param until when the retention ends; empty without one
 */
public record ObjectLock(boolean legalHold, String mode, Optional<Instant> until) {
  private static final String HOLD = "legal-hold";
  private static final String MODE = "retention-mode";
  private static final String UNTIL = "retention-until";

  /** That of a version. */
  public static ObjectLock of(ObjectVersion version) {
    String until = version.marks().getOrDefault(UNTIL, "");
    return new ObjectLock(
        version.marks().getOrDefault(HOLD, "OFF").equals("ON"),
        version.marks().getOrDefault(MODE, ""),
        until.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(until)));
  }

  /** A version with or without a legal hold. */
  public static ObjectVersion hold(ObjectVersion version, boolean on) {
    return version.withMark(HOLD, on ? "ON" : "OFF");
  }

  /** A version with another retention, or with none if the mode is empty. */
  public static ObjectVersion retain(ObjectVersion version, String mode, Optional<Instant> until) {
    return version.withMark(MODE, mode).withMark(UNTIL, until.map(Instant::toString).orElse(""));
  }

  /** Whether it was ever said if there is a legal hold. */
  public static boolean saysHold(ObjectVersion version) {
    return version.marks().containsKey(HOLD);
  }

  /** Whether the retention has not ended. */
  public boolean retains(Instant now) {
    return until.map(now::isBefore).orElse(false);
  }

  /** Whether the version must not be deleted. */
  public boolean holds(Instant now) {
    return legalHold || retains(now);
  }
}
