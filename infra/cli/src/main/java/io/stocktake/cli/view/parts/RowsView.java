package io.stocktake.cli.view.parts;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;
import java.util.Map;

/**
 * What became of a plan's rows. It balances: {@code planned} is the sum of the outcomes and of what
 * is left.
 *
 * @param planned rows that ask for an action
 * @param outcomes rows and bytes by outcome; every outcome has an entry
 * @param left rows without an outcome
 */
public record RowsView(long planned, Map<Outcome, OutcomeCounts.Count> outcomes, long left) {
  /** Rows with this outcome. */
  public long rows(Outcome outcome) {
    return outcomes.get(outcome).rows();
  }
}
