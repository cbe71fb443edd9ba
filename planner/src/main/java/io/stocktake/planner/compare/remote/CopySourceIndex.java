package io.stocktake.planner.compare.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.planner.inventory.reader.InventoryReader;
import io.stocktake.planner.join.BatchedLookups;
import io.stocktake.planner.join.OffHeap;
import io.stocktake.planner.reconcile.CopyOffer;
import io.stocktake.planner.reconcile.RemoteObject;
import io.stocktake.planner.request.CopyFrom;
import io.stocktake.planner.source.filter.NameFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The objects that may be copied instead of uploaded, by the name below their folder. */
public final class CopySourceIndex {
  private final S3Location folder;
  private final RemoteIndex objects;
  private final boolean restored;

  private CopySourceIndex(S3Location folder, RemoteIndex objects, boolean restored) {
    this.folder = folder;
    this.objects = objects;
    this.restored = restored;
  }

  /**
   * Reads the inventory of the bucket to copy from.
   *
   * @param scratch an existing directory for temporary files
   */
  public static CopySourceIndex load(CopyFrom from, Path scratch, int threads, OffHeap memory)
      throws IOException, InterruptedException {
    String listed = from.inventory().manifest().sourceBucket();
    if (!listed.equals(from.location().bucket())) {
      throw StocktakeException.usage(
          "the inventory at "
              + from.inventory().describe()
              + " lists the bucket "
              + listed
              + ", but copies come from "
              + from.location().bucket());
    }
    Path own = Files.createDirectories(scratch.resolve("copy-from"));
    S3Location folder = from.location().asFolder();
    try (InventoryReader reader = new InventoryReader(from.inventory(), own, threads)) {
      RemoteIndex objects =
          new RemoteIndex(
              reader, folder.prefix(), NameFilter.NONE, (name, stored) -> stored, memory, threads);
      objects.load(() -> {}, () -> {});
      return new CopySourceIndex(folder, objects, from.restored());
    }
  }

  /** Lookups of files that might be copies; items are added with {@link #hash}. */
  public <T> BatchedLookups<T> lookups(BatchedLookups.LookupConsumer<T> sink) {
    return objects.lookups(sink);
  }

  /** What a name is looked up by; one too long for a key finds nothing. */
  public long[] hash(String name) {
    return objects.hash((folder.prefix() + name).getBytes(UTF_8));
  }

  /** Whether size and ETag leave it possible that a file's content is that of the object. */
  public static boolean isCandidate(RemoteObject object, long size) {
    return object.evident() && !object.ambiguous() && !object.encrypted() && object.size() == size;
  }

  /** That candidate, as an object to copy from. */
  public CopyOffer offer(String name, RemoteObject object) {
    ObjectKey key = new ObjectKey(folder.prefix() + name);
    return new CopyOffer(
        new CopySource(folder.bucket(), key, object.etag(), Optional.empty()),
        restored || !object.archived());
  }
}
