package io.stocktake.lab.listing;

import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Entry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;

/**
 * Goes through the keys of a bucket that have a prefix. Skips whole common prefixes by a new
 * look-up, so a page costs what it shows.
 */
final class Walk {
  private final Bucket bucket;
  private final byte[] prefix;
  private Iterator<Entry> entries;

  /** Starts behind or at a point, whichever of point and prefix comes later. */
  Walk(Bucket bucket, String prefix, byte[] from, boolean inclusive) {
    this.bucket = bucket;
    this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
    boolean early = Arrays.compareUnsigned(from, this.prefix) < 0;
    this.entries = early ? bucket.entries(this.prefix, true) : bucket.entries(from, inclusive);
  }

  /** The next key, or null when there is no more. */
  Entry next() {
    if (!entries.hasNext()) {
      return null;
    }
    Entry entry = entries.next();
    return startsWith(entry.keyBytes()) ? entry : null;
  }

  private boolean startsWith(byte[] key) {
    return key.length >= prefix.length
        && Arrays.mismatch(key, 0, prefix.length, prefix, 0, prefix.length) < 0;
  }

  /** Goes on behind all keys that start so. */
  void skip(String common) {
    entries = bucket.entries(Page.behind(common), true);
  }
}
