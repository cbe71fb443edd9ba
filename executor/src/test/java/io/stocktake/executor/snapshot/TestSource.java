package io.stocktake.executor.snapshot;

import io.stocktake.executor.RunReport;
import io.stocktake.executor.apply.ApplyConditions;
import io.stocktake.executor.lease.LeaseFactory;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredVersion;
import io.stocktake.executor.testing.FaultyStore;
import io.stocktake.executor.testing.FaultyStore.Fault;
import io.stocktake.executor.testing.FaultyStore.Op;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.catalogue.CatalogueObject;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.EntryAttributes;
import io.stocktake.manifests.catalogue.EntryKind;
import io.stocktake.manifests.catalogue.ObjectEvidence;
import io.stocktake.manifests.io.ConditionalFiles;
import io.stocktake.manifests.safety.Safety;
import io.stocktake.manifests.snapshot.Snapshot;
import io.stocktake.manifests.snapshot.SnapshotFolder;
import io.stocktake.manifests.snapshot.SnapshotReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Plans with catalogues for tests, applied to a bucket in memory. */
final class TestSource {
  static final long ROWS_PER_PART = 7;

  private TestSource() {}

  /** A file without an object. */
  static CatalogueRow file(String key, long size, long seconds) {
    return row(key, EntryKind.FILE, size, seconds, Optional.empty());
  }

  static CatalogueRow directory(String key, long seconds) {
    return row(key, EntryKind.DIRECTORY, 0, seconds, Optional.empty());
  }

  static CatalogueRow row(
      String key, EntryKind kind, long size, long seconds, Optional<CatalogueObject> object) {
    EntryAttributes attributes =
        new EntryAttributes(
            0644, 1000, 1000, "owner", "group", Instant.ofEpochSecond(seconds), 0, Map.of());
    return new CatalogueRow(
        key, Optional.empty(), kind, size, attributes, Optional.empty(), object);
  }

  /** What a plan that compared the file with its object knows of it. */
  static CatalogueObject compared(ETag etag) {
    return new CatalogueObject(etag, Optional.empty(), ObjectEvidence.COMPARED);
  }

  /** The bucket, to which these keys cannot be written. */
  static ObjectStore failing(MemoryStore store, Set<String> keys) {
    return new FaultyStore(
        store, (op, key) -> op == Op.PUT && keys.contains(key.value()) ? Fault.FAILED : Fault.NONE);
  }

  /** The object that a key has now, written by an apply. */
  static CatalogueObject written(MemoryStore store, String key) {
    StoredVersion newest = store.versions(new ObjectKey(key)).join().get(0);
    return new CatalogueObject(newest.etag(), Optional.of(newest.id()), ObjectEvidence.WRITTEN);
  }

  static SnapshotSealer sealer(ConditionalFiles files) {
    return new SnapshotSealer(files, SnapshotSealer.PlanParts.WHOLE, ROWS_PER_PART);
  }

  static RunReport apply(PlanBundle plan, ObjectStore store, SnapshotSealer sealer)
      throws IOException {
    return TestPlan.executor(plan, store).run(conditions(sealer));
  }

  private static ApplyConditions conditions(SnapshotSealer sealer) {
    return new ApplyConditions(
        Safety.NONE,
        LeaseFactory.NONE,
        List.of(),
        "test",
        Optional.of(sealer),
        ApplyConditions.ContentsFactory.LOCAL);
  }

  /** All rows of a snapshot, as a reader sees them. */
  static List<CatalogueRow> rows(ConditionalFiles files, Snapshot snapshot, Path scratch)
      throws IOException {
    List<CatalogueRow> rows = new ArrayList<>();
    try (SnapshotReader reader = new SnapshotFolder(files).open(snapshot, scratch)) {
      while (reader.hasNext()) {
        rows.add(reader.next());
      }
    }
    return rows;
  }
}
