package io.stocktake.planner.restore.resolve;

import io.stocktake.manifests.io.IOConsumer;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.restore.LocalState;
import io.stocktake.manifests.restore.RestoreAction;
import io.stocktake.manifests.restore.RestoreEntry;
import io.stocktake.manifests.restore.RestoreReason;
import io.stocktake.manifests.restore.RestoreRow;
import io.stocktake.manifests.source.FileId;
import io.stocktake.planner.restore.resolve.TargetState.Found;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Compares rows with what the target really has at their paths: a comparison of files does not know
 * directories, nor that a link has the path of a file. Takes candidates {@link Candidate#BY_PATH}.
 */
public final class PathResolution implements IOConsumer<Candidate> {
  private static final Set<RestoreAction> REMOVALS =
      Set.of(RestoreAction.REMOVE, RestoreAction.REMOVE_DIRECTORY);

  private final TargetState target;
  private final ExistingRules rules;
  private final IOConsumer<Candidate> next;
  private final Consumer<Problem> problems;
  private final RestoreTotals totals;
  private final List<Candidate> samePath = new ArrayList<>();
  private final Deque<RestoreRow> unchanged = new ArrayDeque<>();
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
        samePath.stream().filter(c -> !REMOVALS.contains(c.row().action())).findFirst();
    if (restored.isPresent()) {
      resolve(restored.get());
    } else if (!samePath.isEmpty()) {
      Candidate extra = samePath.get(0);
      if (extra.row().action() == RestoreAction.REMOVE) {
        removed = Optional.of(extra.row().path());
      }
      handOn(extra);
    }
    samePath.clear();
  }

  private void resolve(Candidate candidate) throws IOException {
    RestoreRow row = candidate.row();
    if (row.action() == RestoreAction.SET_ATTRIBUTES) {
      same(candidate);
      return;
    }
    if (row.local().file().isPresent()) {
      planned(candidate);
      return;
    }
    Found found = target.at(row.path());
    switch (found.kind()) {
      case ABSENT -> planned(candidate);
      case DIRECTORY -> directory(candidate);
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

  private void directory(Candidate candidate) throws IOException {
    RestoreRow row = candidate.row();
    if (row.action() != RestoreAction.MAKE_DIRECTORY) {
      failed(row, "the target has a directory there: move it away");
      return;
    }
    totals.directory();
    if (rules.setsAttributes() && row.entry().isPresent()) {
      RestoreRow again =
          row.as(RestoreAction.MAKE_DIRECTORY, RestoreReason.ATTRIBUTES, LocalState.ABSENT);
      if (target.hasAttributes(row.path(), row.entry().get())) {
        forget(row.path());
        unchanged.addLast(again);
      } else {
        handOn(new Candidate(again, false, Optional.empty()));
      }
    }
  }

  /** A file or link of the right content, which may lack attributes, or another name. */
  private void same(Candidate candidate) throws IOException {
    RestoreRow row = candidate.row();
    Found found = target.at(row.path());
    if (!rules.setsAttributes() || found.kind() != TargetState.Kind.FILE) {
      return;
    }
    RestoreEntry entry = row.entry().orElseThrow();
    boolean linked = entry.hardLink().isEmpty() || isOneFile(entry.hardLink().get(), found);
    if (!linked || !target.hasAttributes(row.path(), entry)) {
      RestoreAction action = linked ? RestoreAction.SET_ATTRIBUTES : RestoreAction.HARD_LINK;
      handOn(
          new Candidate(
              row.as(action, RestoreReason.ATTRIBUTES, found.state()),
              false,
              candidate.modified()));
    }
  }

  private boolean isOneFile(String path, Found found) {
    Optional<FileId> other = target.at(path).state().file().flatMap(LocalState.Seen::id);
    return other.isPresent() && other.equals(found.state().file().flatMap(LocalState.Seen::id));
  }

  /**
   * Whatever is done in a directory changes its time, so that those above get their attributes
   * again.
   */
  private void handOn(Candidate candidate) throws IOException {
    forget(candidate.row().path());
    while (!unchanged.isEmpty()) {
      next.accept(new Candidate(unchanged.removeFirst(), false, Optional.empty()));
    }
    next.accept(candidate);
  }

  /** Paths come in order: a directory that does not hold this one holds none that follows. */
  private void forget(String path) {
    while (!unchanged.isEmpty() && !unchanged.peekLast().holds(path)) {
      unchanged.removeLast();
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
    handOn(candidate);
  }

  private void failed(RestoreRow row, String detail) {
    problems.accept(new Problem(row.path(), Problem.Kind.PATH_COLLISION, detail));
    totals.failed();
  }
}
