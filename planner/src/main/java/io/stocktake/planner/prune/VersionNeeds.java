package io.stocktake.planner.prune;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.io.IOConsumer;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Decides of each noncurrent version whether it is removed: only one that a dropped snapshot names
 * and no kept one needs. A kept snapshot that does not know the version needs all of its ETag, and
 * one that does not know that for certain all versions of the key. Takes versions in {@link
 * NamedVersion#ORDER}; holds what snapshots name of one key.
 */
final class VersionNeeds implements IOConsumer<NamedVersion> {
  /** The version of objects written while versioning was off: its id is given anew to others. */
  private static final String NULL = "null";

  /** Named by a snapshot that knows neither id nor ETag for certain. */
  private static final String ANY = "any";

  private final IOConsumer<PlanRow> rows;
  private final Set<String> needed = new HashSet<>();
  private final Set<String> dropped = new HashSet<>();
  private String key = "";
  private long uncertain;

  VersionNeeds(IOConsumer<PlanRow> rows) {
    this.rows = rows;
  }

  /** Versions that no id or ETag tells from others, and that stay therefore. */
  long uncertain() {
    return uncertain;
  }

  @Override
  public void accept(NamedVersion version) throws IOException {
    if (!version.key().equals(key)) {
      key = version.key();
      needed.clear();
      dropped.clear();
    }
    switch (version.namer()) {
      case KEPT -> needed.add(name(version));
      case DROPPED -> dropped.add(name(version));
      case INVENTORY -> listed(version);
    }
  }

  private static String name(NamedVersion version) {
    if (!version.versionId().isEmpty()) {
      return id(version);
    }
    return version.etag().isEmpty() ? ANY : eTag(version);
  }

  private static String id(NamedVersion version) {
    return "version " + version.versionId();
  }

  private static String eTag(NamedVersion version) {
    return "ETag " + version.etag();
  }

  private void listed(NamedVersion version) throws IOException {
    boolean isNeeded =
        needed.contains(id(version)) || needed.contains(eTag(version)) || needed.contains(ANY);
    boolean isDropped = dropped.contains(id(version)) || dropped.contains(eTag(version));
    if (isNeeded || !isDropped) {
      return;
    }
    boolean isCertain =
        !version.versionId().isEmpty()
            && !version.versionId().equals(NULL)
            && !version.etag().isEmpty()
            && version.size() >= 0;
    if (!isCertain) {
      uncertain++;
      return;
    }
    rows.accept(
        new PlanRow(
            Action.DELETE_VERSION,
            Reason.UNNEEDED,
            new ObjectKey(version.key()),
            "",
            version.size(),
            Optional.empty(),
            Optional.empty(),
            Guard.match(new ETag(version.etag())),
            Optional.of(version.versionId())));
  }
}
