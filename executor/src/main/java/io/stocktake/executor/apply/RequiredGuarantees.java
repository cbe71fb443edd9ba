package io.stocktake.executor.apply;

import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.executor.store.Guarantee;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/**
 * The guarantees that a plan's requests rely on: conditions above all, and that tags can be read.
 */
public final class RequiredGuarantees {
  private RequiredGuarantees() {}

  /**
   * The guarantees that any of the plan's rows needs; checks the plan's seal and reads all of it.
   */
  public static Set<Guarantee> of(PlanBundle bundle, DirectOptions options) throws IOException {
    // A plan that was altered is refused as such, before anything is made of its rows.
    bundle.verify();
    Set<Guarantee> needed = EnumSet.noneOf(Guarantee.class);
    bundle.rows(
        (ordinal, row) -> {
          needed.addAll(of(row, options));
          return true;
        });
    return needed;
  }

  /**
   * What rows that are not known yet may need.
   *
   * @param deletes whether some may be deletes
   */
  public static Set<Guarantee> ofAny(boolean deletes) {
    Set<Guarantee> needed =
        EnumSet.of(
            Guarantee.PUT_IF_NONE_MATCH,
            Guarantee.PUT_IF_MATCH,
            Guarantee.COMPLETE_IF_NONE_MATCH,
            Guarantee.COMPLETE_IF_MATCH,
            Guarantee.COPY_IF_NONE_MATCH,
            Guarantee.COPY_IF_MATCH,
            Guarantee.COPY_SOURCE_IF_MATCH,
            Guarantee.PART_SOURCE_IF_MATCH,
            Guarantee.TAGS);
    if (deletes) {
      needed.add(Guarantee.DELETE_IF_MATCH);
    }
    return needed;
  }

  private static Set<Guarantee> of(PlanRow row, DirectOptions options) {
    return switch (row.action()) {
      case UPLOAD -> upload(row, options);
      case COPY ->
          row.size() <= options.multipart().copyLimit()
              ? EnumSet.of(
                  Guarantee.ofCopy(row.guard()), Guarantee.COPY_SOURCE_IF_MATCH, Guarantee.TAGS)
              : EnumSet.of(
                  Guarantee.ofComplete(row.guard()),
                  Guarantee.PART_SOURCE_IF_MATCH,
                  Guarantee.TAGS);
      case SET_PROPERTIES ->
          EnumSet.of(Guarantee.COPY_IF_MATCH, Guarantee.COPY_SOURCE_IF_MATCH, Guarantee.TAGS);
      case DELETE -> EnumSet.of(Guarantee.DELETE_IF_MATCH);
      case TAG, ADD_TAGS -> EnumSet.of(Guarantee.TAGS);
      // A version never becomes another, so that its id is all the guard it needs.
      case DELETE_VERSION, NONE -> EnumSet.noneOf(Guarantee.class);
    };
  }

  private static Set<Guarantee> upload(PlanRow row, DirectOptions options) {
    if (row.size() < options.multipart().threshold()) {
      return EnumSet.of(Guarantee.ofPut(row.guard()));
    }
    Set<Guarantee> needed = EnumSet.of(Guarantee.ofComplete(row.guard()));
    if (options.signatures().isPresent() && row.guard().etag().isPresent()) {
      needed.add(Guarantee.PART_SOURCE_IF_MATCH);
    }
    return needed;
  }
}
