package io.stocktake.planner.compare.output;

import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.io.IOConsumer;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Of sorted rows, replaces those that share a key by one row that writes nothing: which of two
 * files a key should hold is not for a program to guess.
 */
public final class KeyCollisions implements IOConsumer<PlanRow> {
  private final IOConsumer<PlanRow> next;
  private final Consumer<Problem> problems;
  private final List<PlanRow> sameKey = new ArrayList<>();

  public KeyCollisions(IOConsumer<PlanRow> next, Consumer<Problem> problems) {
    this.next = next;
    this.problems = problems;
  }

  @Override
  public void accept(PlanRow row) throws IOException {
    if (!sameKey.isEmpty() && !sameKey.get(0).key().equals(row.key())) {
      finish();
    }
    sameKey.add(row);
  }

  /** Hands on the rows of the last key. */
  public void finish() throws IOException {
    if (sameKey.isEmpty()) {
      return;
    }
    PlanRow first = sameKey.get(0);
    ObjectKey key = first.key();
    if (sameKey.size() == 1 && first.reason() != Reason.COLLISION) {
      next.accept(first);
    } else {
      sameKey.forEach(
          row -> problems.accept(new Problem(row.path(), Problem.Kind.KEY_COLLISION, key.value())));
      next.accept(
          new PlanRow(
              Action.NONE,
              Reason.COLLISION,
              key,
              first.path(),
              first.size(),
              first.mtime(),
              Optional.empty(),
              Guard.none(),
              Optional.empty()));
    }
    sameKey.clear();
  }
}
