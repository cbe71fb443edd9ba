package io.stocktake.cli.view.verify;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.stocktake.planner.verify.VerificationFinding.Kind;
import io.stocktake.planner.verify.VerificationTotals;
import io.stocktake.planner.verify.Verified;
import java.util.List;
import java.util.Map;

/**
 * The result of a verification.
 *
 * @param scanned when the inventory was made
 * @param evidence how many keys are proven the same by what
 * @param remembered files whose content was known without reading
 * @param passedOver files of which only the size is known, because only a sample was read
 * @param leftOut names that took no part
 * @param proven whether everything is proven the same, and there was something
 * @param notes what a user should know beside, in sentences
 * @param findings the first of the keys that are not proven the same
 * @param findingsListed whether these are all
 * @param found how many there are
 * @param partial whether only a part of the source was seen
 */
public record VerifyView(
    String source,
    String destination,
    String scanned,
    long files,
    long objects,
    @JsonUnwrapped Keys keys,
    Map<String, Long> evidence,
    long remembered,
    long passedOver,
    long leftOut,
    boolean proven,
    List<String> notes,
    List<FindingView> findings,
    boolean findingsListed,
    @JsonIgnore long found,
    @JsonIgnore boolean partial) {

  /** Keys of each kind. */
  public record Keys(
      Count same,
      Count differs,
      @JsonProperty("only-here") Count onlyHere,
      @JsonProperty("only-there") Count onlyThere,
      @JsonProperty("cannot-tell") Count cannotTell,
      Count unread) {
    /** Those of one kind. */
    Count of(Kind kind) {
      return switch (kind) {
        case SAME -> same;
        case DIFFERS -> differs;
        case ONLY_HERE -> onlyHere;
        case ONLY_THERE -> onlyThere;
        case CANNOT_TELL -> cannotTell;
        case UNREAD -> unread;
      };
    }

    private static Keys of(VerificationTotals totals) {
      return new Keys(
          Count.of(totals, Kind.SAME),
          Count.of(totals, Kind.DIFFERS),
          Count.of(totals, Kind.ONLY_HERE),
          Count.of(totals, Kind.ONLY_THERE),
          Count.of(totals, Kind.CANNOT_TELL),
          Count.of(totals, Kind.UNREAD));
    }
  }

  /** Keys of one kind, and the bytes of their files or objects. */
  public record Count(long keys, long bytes) {
    private static Count of(VerificationTotals totals, Kind kind) {
      return new Count(totals.keys(kind), totals.bytes(kind));
    }
  }

  /**
   * The result of a verification.
   *
   * @param findings the first of those that there were
   * @param found how many there were
   */
  static VerifyView of(VerificationTotals totals, List<FindingView> findings, long found) {
    Verified of = totals.of();
    return new VerifyView(
        of.source(),
        of.destination(),
        of.scanned(),
        of.files(),
        of.objects(),
        Keys.of(totals),
        totals.evidence(),
        of.remembered(),
        totals.passedOver(),
        totals.leftOut(),
        totals.proven(),
        of.notes(),
        List.copyOf(findings),
        findings.size() == found,
        found,
        of.partial());
  }
}
