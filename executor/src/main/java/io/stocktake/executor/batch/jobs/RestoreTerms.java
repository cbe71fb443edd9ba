package io.stocktake.executor.batch.jobs;

import io.stocktake.manifests.CodedEnum;
import java.util.Optional;

/**
 * How a job restores archived objects (S3InitiateRestoreObject).
 *
 * @param days how long the copies stay; none for the archive tiers of Intelligent-Tiering, whose
 *     objects move back permanently
 * @param tier how fast, and at what price
 */
public record RestoreTerms(Optional<Integer> days, Tier tier) {
  /** Long enough for the slowest tier and a weekly inventory after it. */
  public static final RestoreTerms DEFAULT = new RestoreTerms(Optional.of(14), Tier.BULK);

  /** A hundred years, as S3 itself names no limit. */
  public static final int MAX_DAYS = 36_500;

  /** The tiers that jobs have; EXPEDITED is for single requests alone. */
  public enum Tier implements CodedEnum {
    /** The cheapest: up to 48 hours. */
    BULK("bulk"),
    /** Up to 12 hours. */
    STANDARD("standard");

    private final String code;

    Tier(String code) {
      this.code = code;
    }

    @Override
    public String code() {
      return code;
    }
  }

  public RestoreTerms {
    if (days.filter(d -> d < 1 || d > MAX_DAYS).isPresent()) {
      throw new IllegalArgumentException(
          "restored copies stay for 1 to " + MAX_DAYS + " days, not " + days.get());
    }
  }

  /** The hours after which every object is restored. */
  public int hours() {
    return tier == Tier.BULK ? 48 : 12;
  }

  /** These terms as part of a name: {@code 14-bulk}, {@code none-standard}. */
  public String code() {
    return days.map(Object::toString).orElse("none") + "-" + tier.code();
  }

  /** The terms of such a name. */
  public static RestoreTerms parse(String code) {
    String[] parts = code.split("-", 2);
    Optional<Integer> days =
        parts[0].equals("none") ? Optional.empty() : Optional.of(Integer.valueOf(parts[0]));
    return new RestoreTerms(days, CodedEnum.parse(Tier.class, parts[1]));
  }

  @Override
  public String toString() {
    return days.map(d -> "for " + d + (d == 1 ? " day" : " days")).orElse("for good")
        + ", "
        + tier.code()
        + " tier";
  }
}
