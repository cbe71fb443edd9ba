package io.stocktake.cli.options;

import io.stocktake.cli.parse.Checked;
import io.stocktake.executor.batch.jobs.RestoreTerms;
import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.StocktakeException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of a restore job. */
public final class RestoreOptions {
  private static final String FOR_GOOD = "none";

  @Option(
      names = "--restore-days",
      paramLabel = "N|none",
      description = {
        "How many days the objects that a restore job restores stay readable (default: 14); none"
            + " for objects in the archive tiers of Intelligent-Tiering, which move back"
            + " permanently. A job restores only one of the two kinds; tasks for the other kind"
            + " fail."
      })
  private String days;

  @Option(
      names = "--restore-tier",
      paramLabel = "bulk|standard",
      description = {
        "How fast a restore job restores: bulk takes up to 48 hours and costs least, standard up to"
            + " 12 hours (default: bulk). Jobs have no expedited tier."
      })
  private String tier;

  /**
   * The terms that were asked for.
   *
   * @throws StocktakeException of kind USAGE if there are none such
   */
  RestoreTerms terms() throws StocktakeException {
    return Checked.value(
        () ->
            new RestoreTerms(
                days == null ? RestoreTerms.DEFAULT.days() : days(days),
                tier == null ? RestoreTerms.DEFAULT.tier() : tier(tier)));
  }

  private static Optional<Integer> days(String text) {
    if (text.equals(FOR_GOOD)) {
      return Optional.empty();
    }
    if (!text.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "--restore-days is a number of days, or none, not '" + text + "'");
    }
    return Optional.of(Integer.valueOf(text));
  }

  private static RestoreTerms.Tier tier(String text) {
    String code = text.toLowerCase(Locale.ROOT);
    if (code.equals("expedited")) {
      throw new IllegalArgumentException(
          "--restore-tier expedited: S3 Batch Operations restore by bulk or standard only");
    }
    return CodedEnum.parse(RestoreTerms.Tier.class, code);
  }

  /**
   * Refuses terms that are wrong, or that no job would have.
   *
   * @param resolve the jobs that are to be made
   */
  public void check(List<ResolveOptions.Resolve> resolve) throws StocktakeException {
    terms();
    if ((days != null || tier != null) && !resolve.contains(ResolveOptions.Resolve.RESTORE_JOB)) {
      throw StocktakeException.usage(
          "--restore-days and --restore-tier go with --resolve restore-job");
    }
  }

  /** These options as they would be typed again. */
  String asTyped() {
    return (days == null ? "" : " --restore-days " + days)
        + (tier == null ? "" : " --restore-tier " + tier);
  }
}
