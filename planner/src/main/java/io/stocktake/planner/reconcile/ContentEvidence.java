package io.stocktake.planner.reconcile;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.Reason;
import java.util.List;
import java.util.Optional;

/**
 * What the bytes of a file are, as far as it was asked.
 *
 * @param etags ETags that its bytes have
 * @param problem why there are none
 */
public record ContentEvidence(List<ETag> etags, Optional<Reason> problem) {
  /** Evidence of bytes that were read, or are remembered. */
  public static ContentEvidence of(List<ETag> etags) {
    return new ContentEvidence(etags, Optional.empty());
  }

  /** No evidence, and why. */
  public static ContentEvidence none(Reason problem) {
    return new ContentEvidence(List.of(), Optional.of(problem));
  }
}
