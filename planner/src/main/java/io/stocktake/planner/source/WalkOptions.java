package io.stocktake.planner.source;

import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.source.filter.NameFilter;
import java.io.IOException;

/**
 * Options of a walk: link policy, name filter, and file systems.
 *
 * @param links what to do with symbolic links
 * @param names which names are left out
 * @param oneFileSystem whether directories of other file systems are skipped
 * @param identify whether to tell the identity of files
 * @param attributes which attributes of entries to tell
 */
public record WalkOptions(
    LinkPolicy links,
    NameFilter names,
    boolean oneFileSystem,
    boolean identify,
    AttributePolicy attributes) {
  /** All of a tree. */
  public static WalkOptions all(LinkPolicy links, boolean identify) {
    return new WalkOptions(links, NameFilter.NONE, false, identify, AttributePolicy.NONE);
  }

  /**
   * Passes a name that is not UTF-8 to a sink. Neither it nor any name below it can be a key, so it
   * says nothing of objects. Filters may leave it out by what is shown of it.
   *
   * @param shown the path, with other characters in place of the bytes that are not UTF-8
   * @return whether the filters let it pass
   */
  public boolean notUtf8(String shown, boolean directory, FileSink sink) throws IOException {
    if (directory ? names.excludes(shown, true) : names.excludesFile(shown)) {
      sink.leftOut(shown);
      return false;
    }
    sink.problem(new Problem(shown, Problem.Kind.NAME_NOT_UTF8, ""));
    return true;
  }
}
