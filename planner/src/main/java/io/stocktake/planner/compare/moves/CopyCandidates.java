package io.stocktake.planner.compare.moves;

import io.stocktake.manifests.ETag;
import io.stocktake.planner.inventory.InventoryRow;
import io.stocktake.planner.join.BloomFilter;
import io.stocktake.planner.join.KeyTable;
import io.stocktake.planner.reconcile.ETagWorth;
import io.stocktake.planner.reconcile.RemoteObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The contents of the objects that new files may be copied from, as far as their ETags tell and
 * they can be copied. Kept as filters: what they let pass is to be joined to be sure.
 */
final class CopyCandidates {
  /** Objects in parts are few, since they are large; beyond this they are uploaded again. */
  private static final int MAX_IN_PARTS = 100_000;

  private static final ETag WHOLE = ETag.ofMd5(new byte[16]);

  private final BloomFilter sizes;
  private final BloomFilter contents;
  private final BloomFilter wanted;
  private final Map<Long, Set<ETag>> inParts = new ConcurrentHashMap<>();

  private CopyCandidates(long expected) {
    this.sizes = new BloomFilter(expected);
    this.contents = new BloomFilter(expected);
    this.wanted = new BloomFilter(expected);
  }

  /**
   * The contents of objects.
   *
   * @param orphans whether objects that no file has claimed may be copied
   * @param others whether the others may
   */
  static CopyCandidates in(KeyTable table, boolean orphans, boolean others) {
    CopyCandidates sources = new CopyCandidates(others ? table.size() : table.unclaimed());
    table.forEach(
        object -> {
          if (object.claimed() ? others : orphans) {
            sources.add(object);
          }
        });
    return sources;
  }

  /** The sizes of all objects that any files may be copied from, known before files are. */
  static BloomFilter sizes(KeyTable table) {
    BloomFilter sizes = new BloomFilter(table.size());
    table.forEach(
        object -> {
          if (isSource(object)) {
            sizes.add(object.size());
          }
        });
    return sizes;
  }

  private static boolean isSource(RemoteObject object) {
    return object.evident()
        && !object.ambiguous()
        && !object.encrypted()
        && !object.archived()
        && object.size() != 0;
  }

  private void add(RemoteObject object) {
    if (!isSource(object)) {
      return;
    }
    if (object.parts() > 0) {
      if (inParts.size() >= MAX_IN_PARTS) {
        return;
      }
      inParts.computeIfAbsent(object.size(), s -> ConcurrentHashMap.newKeySet()).add(form(object));
    }
    sizes.add(object.size());
    contents.add(number(object.size(), object.etag()));
  }

  /** A part count without a digest. */
  private static ETag form(RemoteObject object) {
    return ETag.ofParts(new byte[16], object.parts());
  }

  boolean maySize(long size) {
    return sizes.mayHold(size);
  }

  /** The forms of ETag that objects of this size have. */
  List<ETag> forms(long size) {
    List<ETag> forms = new ArrayList<>(inParts.getOrDefault(size, Set.of()));
    forms.add(0, WHOLE);
    return forms;
  }

  boolean mayHold(long size, ETag content) {
    return contents.mayHold(number(size, content));
  }

  /** Says that a file has this content. */
  void wanted(long size, ETag content) {
    wanted.add(number(size, content));
  }

  boolean isWanted(InventoryRow row) {
    return row.etag().filter(ETag::isDigest).isPresent()
        && row.encryption() == ETagWorth.TRANSPARENT
        && !row.archived()
        && wanted.mayHold(number(row.size(), row.etag().get()));
  }

  private static long number(long size, ETag content) {
    return size * 31 + content.hashCode() * 0x632be59bd9b4e019L;
  }
}
