package io.stocktake.planner.compare.output;

import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Keys of which a walk cannot say that there is no file: those of entries it saw but did not take
 * as files, and all keys below them. Kept up to a limit; beyond it no key counts as absent.
 */
public final class UnprovenKeys {
  /** Some 20 MB. */
  public static final int LIMIT = 100_000;

  private final int limit;
  private final ConcurrentSkipListSet<String> keys = new ConcurrentSkipListSet<>();
  private volatile boolean everything;

  /**
   * None.
   *
   * @param limit how many are kept at most
   */
  public UnprovenKeys(int limit) {
    this.limit = limit;
  }

  /** Adds a key, and with it all keys below it. */
  public void add(String key) {
    if (keys.size() >= limit) {
      everything = true;
    } else {
      keys.add(key);
    }
  }

  /** Whether there are too many to tell apart. */
  public boolean everything() {
    return everything;
  }

  /** Whether a file may exist for this key after all. */
  public boolean cover(String key) {
    if (keys.isEmpty()) {
      return false;
    }
    for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      if (keys.contains(key.substring(0, slash))) {
        return true;
      }
    }
    return keys.contains(key);
  }
}
