package io.stocktake.planner.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.snapshot.Snapshot;
import io.stocktake.manifests.snapshot.SnapshotFolder;
import io.stocktake.planner.prune.RetentionPolicy.Period;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetentionPolicyTest {
  private static final List<String> TIMES =
      List.of(
          "2024-12-30T12:00:00Z", // week 1 of 2025
          "2025-01-01T00:00:00Z", // week 1
          "2025-12-31T23:59:59Z", // week 1 of 2026
          "2026-01-01T00:00:00Z", // week 1
          "2026-11-28T01:00:00Z",
          "2026-11-28T23:00:00Z",
          "2026-11-29T01:00:00Z");

  @Test
  void theNewestOfEachPeriodIsKept() {
    assertThat(kept(new RetentionPolicy(2, Map.of(), Optional.empty(), Set.of())))
        .containsExactly(5, 6);
    assertThat(kept(period(Period.DAILY, 2))).containsExactly(5, 6);
    assertThat(kept(period(Period.DAILY, 4))).containsExactly(2, 3, 5, 6);
    assertThat(kept(period(Period.WEEKLY, 2))).containsExactly(3, 6);
    assertThat(kept(period(Period.WEEKLY, 3))).containsExactly(1, 3, 6);
    assertThat(kept(period(Period.MONTHLY, 3))).containsExactly(2, 3, 6);
    assertThat(kept(period(Period.YEARLY, 9))).containsExactly(0, 2, 6);
    assertThat(kept(new RetentionPolicy(0, Map.of(), Optional.of(Duration.ofHours(24)), Set.of())))
        .containsExactly(4, 5, 6);
    assertThat(kept(new RetentionPolicy(0, Map.of(), Optional.empty(), Set.of("legal"))))
        .as("that with the tag, and the newest whole one")
        .containsExactly(1, 6);
  }

  @Test
  void thePartialNewestDoesNotReplaceAWholeOne() {
    List<Snapshot> snapshots =
        List.of(
            snapshot("2026-11-01T00:00:00Z", "", 0),
            snapshot("2026-11-02T00:00:00Z", "", 0),
            snapshot("2026-11-03T00:00:00Z", "", 5));
    Map<String, List<String>> reasons = reasons(snapshots, last(1));
    assertThat(reasons.values())
        .containsExactly(List.of(), List.of("newest whole one"), List.of("last"));
  }

  @Test
  void eachSourceHasItsOwn() {
    List<Snapshot> snapshots =
        List.of(
            snapshot("2026-11-01T00:00:00Z", "/a"),
            snapshot("2026-11-02T00:00:00Z", "/a"),
            snapshot("2026-11-03T00:00:00Z", "/b"));
    assertThat(reasons(snapshots, last(1)).values())
        .containsExactly(
            List.of(), List.of("last", "newest whole one"), List.of("last", "newest whole one"));
  }

  @Test
  void whatIsBeingPrunedIsNotKept() {
    List<Snapshot> snapshots =
        List.of(snapshot("2026-11-01T00:00:00Z", "/a"), snapshot("2026-11-02T00:00:00Z", "/a"));
    Map<String, Set<String>> tags = Map.of(snapshots.get(1).id(), Set.of(SnapshotFolder.PRUNED));
    assertThat(last(1).reasons(new SnapshotFolder.Listing(snapshots, List.of(), tags)).values())
        .containsExactly(List.of("last", "newest whole one"), List.of());
  }

  @Test
  void whatAKeptOneChangesIsKept() {
    Snapshot full = snapshot("2026-11-01T00:00:00Z", "", 0);
    Snapshot other = snapshot("2026-11-02T00:00:00Z", full.id(), 0);
    Snapshot newest = snapshot("2026-11-03T00:00:00Z", full.id(), 0);
    Map<String, List<String>> reasons = reasons(List.of(full, other, newest), last(1));
    assertThat(reasons.get(full.id())).containsExactly("base of " + newest.id());
    assertThat(reasons.get(other.id())).isEmpty();
  }

  @Test
  void aPolicyKeepsSomething() {
    assertThatThrownBy(() -> new RetentionPolicy(0, Map.of(), Optional.empty(), Set.of()))
        .hasMessage("say which snapshots to keep");
    assertThatThrownBy(() -> last(-1)).hasMessageContaining("not negative");
  }

  private static RetentionPolicy last(int count) {
    return new RetentionPolicy(count, Map.of(), Optional.empty(), Set.of());
  }

  private static RetentionPolicy period(Period period, int count) {
    return new RetentionPolicy(0, Map.of(period, count), Optional.empty(), Set.of());
  }

  private static List<Integer> kept(RetentionPolicy policy) {
    List<Snapshot> snapshots = TIMES.stream().map(time -> snapshot(time, "", 0)).toList();
    Map<String, List<String>> reasons = reasons(snapshots, policy);
    return snapshots.stream()
        .filter(snapshot -> !reasons.get(snapshot.id()).isEmpty())
        .map(snapshot -> snapshots.indexOf(snapshot))
        .toList();
  }

  private static Map<String, List<String>> reasons(
      List<Snapshot> snapshots, RetentionPolicy policy) {
    Map<String, Set<String>> tags =
        snapshots.size() < 2 ? Map.of() : Map.of(snapshots.get(1).id(), Set.of("legal"));
    return policy.reasons(new SnapshotFolder.Listing(snapshots, List.of(), tags));
  }

  private static Snapshot snapshot(String time, String source) {
    return snapshot(time, source, "", 0);
  }

  private static Snapshot snapshot(String time, String base, long notStored) {
    return snapshot(time, "/source", base, notStored);
  }

  private static Snapshot snapshot(String time, String source, String base, long notStored) {
    String digest = "0123456789abcdef".repeat(4);
    return new Snapshot(
        Snapshot.FORMAT,
        Snapshot.id(time, digest, 1),
        time,
        digest,
        "test",
        source,
        new Plan.Destination("bucket", ""),
        Plan.Coverage.COMPLETE,
        false,
        base,
        new Snapshot.Totals(1, 1, 1, notStored),
        List.of(),
        List.of());
  }
}
