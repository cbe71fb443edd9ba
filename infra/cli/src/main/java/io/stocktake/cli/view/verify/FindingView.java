package io.stocktake.cli.view.verify;

import io.stocktake.cli.terminal.Hints;
import io.stocktake.planner.verify.VerificationFinding;

/**
 * A key that is not proven the same.
 *
 * @param mark the one-character mark that users of rclone know
 * @param why what was found, with the options that help
 */
public record FindingView(String mark, VerificationFinding.Kind kind, String key, String why) {
  /** A finding. */
  static FindingView of(VerificationFinding finding) {
    return new FindingView(
        String.valueOf(finding.kind().mark()),
        finding.kind(),
        finding.key(),
        finding
            .code()
            .map(code -> Hints.joined(finding.why(), Hints.of(code)))
            .orElse(finding.why()));
  }
}
