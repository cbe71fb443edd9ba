package io.stocktake.manifests.snapshot;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.Plan;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The snapshots that a plan that prunes knew, with their tags, and those of them that it removes:
 * as two of the plan's options keep them.
 *
 * @param tags the tags of each, by id
 * @param pruned those that are removed
 */
public record KnownSnapshots(Map<String, Set<String>> tags, Set<String> pruned) {
  /** The option that names the snapshots that a plan removes, with a space between. */
  public static final String PRUNED = "pruned";

  /** What a plan knew. */
  public static KnownSnapshots of(Plan plan) {
    Map<String, Set<String>> tags = new HashMap<>();
    for (String known : words(plan, Plan.SNAPSHOTS)) {
      List<String> parts = List.of(known.split("\\+", -1));
      tags.put(parts.get(0), new HashSet<>(parts.subList(1, parts.size())));
    }
    return new KnownSnapshots(tags, new HashSet<>(words(plan, PRUNED)));
  }

  private static List<String> words(Plan plan, String option) {
    String text = plan.options().getOrDefault(option, "");
    return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
  }

  /** How a plan's option names a snapshot. */
  public static String text(Snapshot snapshot, Set<String> tags) {
    StringBuilder text = new StringBuilder(snapshot.id());
    new TreeSet<>(tags).forEach(tag -> text.append('+').append(tag));
    return text.toString();
  }

  /**
   * Checks that there is no other snapshot, and none with another tag.
   *
   * @throws StocktakeException of kind REFUSED if there is, since it may need what the plan removes
   */
  public void require(SnapshotFolder.Listing listing) throws StocktakeException {
    for (SnapshotFolder.Ignored ignored : listing.ignored()) {
      if (ignored.sealed() && !tags.containsKey(ignored.id())) {
        throw refused(ignored.id(), "cannot be used (" + ignored.why() + ")");
      }
    }
    for (Snapshot snapshot : listing.snapshots()) {
      Set<String> known = tags.get(snapshot.id());
      if (known == null) {
        throw refused(snapshot.id(), "was sealed after this plan was made");
      }
      Set<String> more = new TreeSet<>(listing.tags(snapshot));
      more.removeAll(known);
      more.remove(SnapshotFolder.PRUNED);
      if (!more.isEmpty()) {
        throw refused(snapshot.id(), "was given a tag after this plan was made");
      }
    }
  }

  private static StocktakeException refused(String id, String why) {
    return StocktakeException.refused(
        "the snapshot "
            + id
            + " "
            + why
            + ", and may need what the plan removes; nothing was done: make a new plan");
  }

  /** Marks the snapshots that are removed, so that nothing counts on them any more. */
  public void mark(SnapshotFolder folder, SnapshotFolder.Listing listing) throws IOException {
    for (Snapshot snapshot : listing.snapshots()) {
      if (pruned.contains(snapshot.id())) {
        folder.tag(snapshot, SnapshotFolder.PRUNED);
      }
    }
  }
}
