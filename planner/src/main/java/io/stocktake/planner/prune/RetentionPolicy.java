package io.stocktake.planner.prune;

import io.stocktake.manifests.snapshot.Snapshot;
import io.stocktake.manifests.snapshot.SnapshotFolder;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The retention policy: which snapshots are kept, and why. Of each of the last so many days, ISO
 * weeks, months and years that have snapshots the newest is kept, by the calendar in UTC. The
 * newest whole snapshot always stays, and so does what a kept one changes. All this holds for each
 * source of a destination by itself; what is being pruned already is not kept.
 *
 * @param last how many of the newest are kept
 * @param periods how many of each period are kept, by its name
 * @param within how far back from the newest snapshot all are kept
 * @param tags all that have one of these tags are kept
 */
public record RetentionPolicy(
    int last, Map<Period, Integer> periods, Optional<Duration> within, Set<String> tags) {

  /** A period of the calendar. */
  public enum Period {
    DAILY,
    WEEKLY,
    MONTHLY,
    YEARLY;

    private String of(Instant time) {
      LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
      return switch (this) {
        case DAILY -> day.toString();
        case WEEKLY ->
            day.get(IsoFields.WEEK_BASED_YEAR) + "-W" + day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
        case MONTHLY -> YearMonth.from(day).toString();
        case YEARLY -> Integer.toString(day.getYear());
      };
    }

    /** As it is said why a snapshot is kept. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public RetentionPolicy {
    periods = Map.copyOf(periods);
    tags = Set.copyOf(tags);
    if (last < 0 || periods.values().stream().anyMatch(count -> count < 0)) {
      throw new IllegalArgumentException("a number of snapshots to keep is not negative");
    }
    boolean keepsAny =
        last > 0
            || periods.values().stream().anyMatch(count -> count > 0)
            || within.isPresent()
            || !tags.isEmpty();
    if (!keepsAny) {
      throw new IllegalArgumentException("say which snapshots to keep");
    }
  }

  /**
   * Why each snapshot is kept; one without a reason is not.
   *
   * @return the reasons by id, in the order of the listing
   */
  public Map<String, List<String>> reasons(SnapshotFolder.Listing listing) {
    Map<String, List<String>> reasons = new LinkedHashMap<>();
    listing.snapshots().forEach(snapshot -> reasons.put(snapshot.id(), new ArrayList<>()));
    Map<String, List<Snapshot>> bySource =
        listing.whole().stream().collect(Collectors.groupingBy(Snapshot::source));
    for (List<Snapshot> ofSource : bySource.values()) {
      List<Snapshot> newestFirst = new ArrayList<>(ofSource);
      Collections.reverse(newestFirst);
      keep(newestFirst, listing, reasons);
    }
    keepBases(listing.snapshots(), reasons);
    return reasons;
  }

  private void keep(
      List<Snapshot> newestFirst,
      SnapshotFolder.Listing listing,
      Map<String, List<String>> reasons) {
    for (int i = 0; i < newestFirst.size(); i++) {
      List<String> why = reasons.get(newestFirst.get(i).id());
      if (i < last) {
        why.add("last");
      }
      if (isWithin(newestFirst.get(i), newestFirst.get(0))) {
        why.add("within");
      }
      for (String tag : listing.tags(newestFirst.get(i))) {
        if (tags.contains(tag)) {
          why.add("tag " + tag);
        }
      }
    }
    new TreeMap<>(periods).forEach((period, count) -> keep(period, count, newestFirst, reasons));
    newestFirst.stream()
        .filter(snapshot -> !snapshot.isPartial())
        .findFirst()
        .ifPresent(snapshot -> reasons.get(snapshot.id()).add("newest whole one"));
  }

  private boolean isWithin(Snapshot snapshot, Snapshot newest) {
    return within.isPresent() && !snapshot.time().isBefore(newest.time().minus(within.get()));
  }

  private static void keep(
      Period period, int count, List<Snapshot> newestFirst, Map<String, List<String>> reasons) {
    Set<String> seen = new HashSet<>();
    for (Snapshot snapshot : newestFirst) {
      String name = period.of(snapshot.time());
      if (seen.size() < count && seen.add(name)) {
        reasons.get(snapshot.id()).add(period + " " + name);
      }
    }
  }

  private static void keepBases(List<Snapshot> newestFirst, Map<String, List<String>> reasons) {
    for (Snapshot snapshot : newestFirst) {
      if (snapshot.baseId().isPresent() && !reasons.get(snapshot.id()).isEmpty()) {
        List<String> why = reasons.getOrDefault(snapshot.base(), new ArrayList<>());
        if (why.isEmpty()) {
          why.add("base of " + snapshot.id());
        }
      }
    }
  }
}
