package io.stocktake.lab.listing;

import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One page of current objects.
 *
 * @param next the last key or common prefix shown, if there is more behind it; else empty
 */
record KeyPage(List<Item> items, List<String> prefixes, String next) {
  /** A key and its current version. */
  record Item(String key, ObjectVersion version) {}

  /**
   * Collects a page.
   *
   * @param after the key or common prefix to start behind, or the empty string
   */
  static KeyPage collect(Bucket bucket, Page page, String after) {
    Walk walk = start(bucket, page, after);
    List<Item> items = new ArrayList<>();
    List<String> prefixes = new ArrayList<>();
    String last = "";
    for (Entry entry = walk.next(); entry != null && page.limit() > 0; entry = walk.next()) {
      ObjectVersion version = entry.current();
      if (version.deleteMarker()) {
        continue;
      }
      if (items.size() + prefixes.size() == page.limit()) {
        return new KeyPage(items, prefixes, last);
      }
      String common = page.commonPrefix(entry.key());
      if (common.isEmpty()) {
        items.add(new Item(entry.key(), version));
        last = entry.key();
      } else {
        prefixes.add(common);
        last = common;
        walk.skip(common);
      }
    }
    return new KeyPage(items, prefixes, "");
  }

  /** Behind a common prefix means behind all its keys. */
  private static Walk start(Bucket bucket, Page page, String after) {
    boolean common = !after.isEmpty() && page.commonPrefix(after).equals(after);
    byte[] from = common ? Page.behind(after) : after.getBytes(StandardCharsets.UTF_8);
    return new Walk(bucket, page.prefix(), from, common || after.isEmpty());
  }
}
