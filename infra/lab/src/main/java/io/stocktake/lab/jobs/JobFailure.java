package io.stocktake.lab.jobs;

/** Why a job failed. */
public record JobFailure(String code, String reason) {
  private static final int MAX_CODE = 64;
  private static final int MAX_REASON = 256;

  /** Cuts both to the lengths the API has; XML has no control characters. */
  public JobFailure {
    code = code.substring(0, Math.min(MAX_CODE, code.length()));
    reason =
        reason.substring(0, Math.min(MAX_REASON, reason.length())).replaceAll("\\p{Cntrl}", "?");
  }
}
