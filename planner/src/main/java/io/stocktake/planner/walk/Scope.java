package io.stocktake.planner.walk;

import io.stocktake.planner.filter.NameFilter;

/**
 * What of a tree is looked at.
 *
 * @param links what to do with symbolic links
 * @param names which names are left out
 * @param oneFileSystem whether directories of other file systems are not looked into
 * @param identify whether to tell the identity of files
 */
public record Scope(Links links, NameFilter names, boolean oneFileSystem, boolean identify) {
  /** All of a tree. */
  public static Scope all(Links links, boolean identify) {
    return new Scope(links, NameFilter.NONE, false, identify);
  }
}
