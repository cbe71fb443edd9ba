package io.stocktake.planner.compare.moves;

import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import java.io.IOException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Of rows in {@link #ORDER}, finds for each file the object to copy it from: an orphan of the same
 * content, else an object that stays and whose key ends as the file's does, since a copy has its
 * source's media type.
 */
final class ContentMatcher {
  /**
   * By content; of one content orphans come first, then by the ending of the key, objects before
   * files and the smallest key first.
   */
  static final Comparator<PlanRow> ORDER =
      Comparator.comparingLong(PlanRow::size)
          .thenComparing(row -> row.content().orElseThrow().value())
          .thenComparing(row -> row.reason() != Reason.ORPHAN)
          .thenComparing(ContentMatcher::ending)
          .thenComparing(ContentMatcher::isFile)
          .thenComparing(PlanRow::key);

  private final MatchConsumer sink;
  private PlanRow orphan;
  private PlanRow standing;

  /** Takes a file, and the object to copy it from if there is one. */
  @FunctionalInterface
  interface MatchConsumer {
    void file(PlanRow file, Optional<PlanRow> object) throws IOException;
  }

  ContentMatcher(MatchConsumer sink) {
    this.sink = sink;
  }

  void row(PlanRow row) throws IOException {
    if (row.reason() == Reason.ORPHAN) {
      orphan = isLike(orphan, row) ? orphan : row;
    } else if (!isFile(row)) {
      standing = isLike(standing, row) && endsLike(standing, row) ? standing : row;
    } else if (isLike(orphan, row)) {
      sink.file(row, Optional.of(orphan));
    } else {
      boolean found = isLike(standing, row) && endsLike(standing, row);
      sink.file(row, found ? Optional.of(standing) : Optional.empty());
    }
  }

  private static boolean isLike(PlanRow object, PlanRow row) {
    return object != null && object.size() == row.size() && object.content().equals(row.content());
  }

  private static boolean endsLike(PlanRow object, PlanRow row) {
    return ending(object).equals(ending(row));
  }

  private static boolean isFile(PlanRow row) {
    return !row.path().isEmpty();
  }

  /** What stands behind the last dot of a key's last name; of orphans it does not matter. */
  private static String ending(PlanRow row) {
    String key = row.reason() == Reason.ORPHAN ? "" : row.key().value();
    int dot = key.lastIndexOf('.');
    return dot > key.lastIndexOf('/') ? key.substring(dot).toLowerCase(Locale.ROOT) : "";
  }
}
