package io.stocktake.planner.restore.resolve;

import io.stocktake.manifests.io.IOConsumer;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.restore.RestoreAction;
import io.stocktake.manifests.restore.RestoreRow;
import io.stocktake.planner.restore.resolve.TargetState.Found;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Compares rows with what the target really has at their paths: a comparison of files does not know
 * directories, nor that a link has the path of a file. Takes candidates {@link Candidate#BY_PATH}.
 */
public final class PathResolution implements IOConsumer<Candidate> {
  private final TargetState target;
  private final ExistingRules rules;
  private final IOConsumer<Candidate> next;
  private final Consumer<Problem> problems;
  private final RestoreTotals totals;
  private final List<Candidate> samePath = new ArrayList<>();
  private Optional<String> removed = Optional.empty();

  /** A resolution that hands on what is decided. */
  public PathResolution(
      TargetState target,
      ExistingRules rules,
      IOConsumer<Candidate> next,
      Consumer<Problem> problems,
      RestoreTotals totals) {
    this.target = target;
    this.rules = rules;
    this.next = next;
    this.problems = problems;
    this.totals = totals;
  }

  @Override
  public void accept(Candidate candidate) throws IOException {
    if (!samePath.isEmpty() && !samePath.get(0).row().path().equals(candidate.row().path())) {
      finish();
    }
    samePath.add(candidate);
  }

  /** Hands on what becomes of the last path. A file is not removed where an object belongs. */
  public void finish() throws IOException {
    Optional<Candidate> restored =
        samePath.stream().filter(c -> c.row().action() != RestoreAction.REMOVE).findFirst();
    if (restored.isPresent()) {
      resolve(restored.get());
    } else if (!samePath.isEmpty()) {
      Candidate extra = samePath.get(0);
      removed = Optional.of(extra.row().path());
      next.accept(extra);
    }
    samePath.clear();
  }

  private void resolve(Candidate candidate) throws IOException {
    RestoreRow row = candidate.row();
    if (row.local().file().isPresent()) {
      planned(candidate);
      return;
    }
    Found found = target.at(row.path());
    switch (found.kind()) {
      case ABSENT -> planned(candidate);
      case DIRECTORY -> directory(row);
      case FILE -> file(candidate, found);
      case BELOW_FILE -> {
        if (removed.equals(Optional.of(found.detail()))) {
          planned(candidate);
        } else {
          failed(row, "the target has a file or link at " + found.detail() + ": move it away");
        }
      }
      case SPECIAL -> failed(row, "the target has a device, pipe or socket there: move it away");
      case UNKNOWN -> failed(row, "the path cannot be read in the target: " + found.detail());
    }
  }

  private void directory(RestoreRow row) {
    if (row.action() == RestoreAction.MAKE_DIRECTORY) {
      totals.directory();
    } else {
      failed(row, "the target has a directory there: move it away");
    }
  }

  private void file(Candidate candidate, Found found) throws IOException {
    if (candidate.row().action() == RestoreAction.MAKE_DIRECTORY) {
      failed(candidate.row(), "the target has a file or link there: move it away");
    } else {
      planned(rules.row(candidate, found.state(), true));
    }
  }

  private void planned(Candidate candidate) throws IOException {
    totals.row();
    next.accept(candidate);
  }

  private void failed(RestoreRow row, String detail) {
    problems.accept(new Problem(row.path(), Problem.Kind.PATH_COLLISION, detail));
    totals.failed();
  }
}
