package io.stocktake.executor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The result of a run, earlier runs of the plan included. It balances: {@code planned} is the sum
 * of the outcomes and of what is left.
 *
 * @param planned rows that ask for an action
 * @param left rows without an outcome, because the run was stopped
 * @param settledBefore rows that earlier runs had settled
 * @param outcomes rows and bytes by outcome; every outcome has an entry
 * @param requests requests this run made
 * @param bytesSent bytes of bodies this run sent and the store took
 * @param bytesSaved bytes the store copied instead, because its objects had them already
 * @param elapsed how long this run took
 * @param stopped whether it was stopped before its end
 * @param unfinished multipart uploads that the store keeps for the next run to go on with
 * @param residual the plan of what failed, if anything did
 * @param undo whether there is a plan that takes back what was done
 * @param snapshot whether there is a snapshot of what the source was
 * @param notes what a user should know beside, in sentences
 */
public record RunReport(
    long planned,
    long left,
    long settledBefore,
    Map<Outcome, OutcomeCounts.Count> outcomes,
    long requests,
    long bytesSent,
    long bytesSaved,
    Duration elapsed,
    boolean stopped,
    int unfinished,
    Optional<Path> residual,
    Undo undo,
    SnapshotState snapshot,
    List<String> notes) {

  public RunReport {
    long sum = left + outcomes.values().stream().mapToLong(OutcomeCounts.Count::rows).sum();
    if (sum != planned) {
      throw new IllegalArgumentException(planned + " rows planned, but " + sum + " accounted for");
    }
    notes = List.copyOf(notes);
    outcomes = Collections.unmodifiableMap(new EnumMap<>(outcomes));
  }

  /** Rows with this outcome. */
  public long rows(Outcome outcome) {
    return outcomes.get(outcome).rows();
  }

  /** Whether every row was done, now or before. */
  public boolean done() {
    return rows(Outcome.DONE) + rows(Outcome.ALREADY_DONE) == planned;
  }

  /** Whether every row is settled. */
  public boolean settled() {
    return left == 0
        && outcomes.entrySet().stream()
            .allMatch(e -> e.getKey().settled() || e.getValue().rows() == 0);
  }
}
