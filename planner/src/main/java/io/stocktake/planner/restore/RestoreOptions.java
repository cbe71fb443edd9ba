package io.stocktake.planner.restore;

import io.stocktake.manifests.safety.Safety;
import io.stocktake.planner.request.ContentPolicy;
import io.stocktake.planner.request.ReadOptions;
import io.stocktake.planner.request.Resources;
import io.stocktake.planner.restore.resolve.ExistingPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a restore plan is asked to do.
 *
 * @param at the time as of which objects are restored; empty for the current ones
 * @param existing what becomes of files that the target has already
 * @param removesExtra whether files that no object accounts for are removed
 * @param renamesUnsafe whether a key that is no path is restored under an encoded name
 * @param comparison how the files of the target are compared with the objects
 */
public record RestoreOptions(
    Optional<Instant> at,
    ExistingPolicy existing,
    boolean removesExtra,
    boolean renamesUnsafe,
    Comparison comparison) {

  /**
   * How the files of the target are compared with the objects.
   *
   * @param reading how fast files are read, and whether a file of its object's size is the same
   * @param partSizes bytes of a part in the uploads that made the objects, which are tried first
   * @param resources what the plan may use of the machine
   * @param safety what must hold before anything is planned
   */
  public record Comparison(
      ReadOptions reading, List<Long> partSizes, Resources resources, Safety safety) {
    /** Reads what must be read. */
    public static Comparison defaults() {
      return new Comparison(
          ReadOptions.DEFAULT,
          ContentPolicy.DEFAULT.partSizes(),
          Resources.defaults(),
          Safety.NONE);
    }
  }

  /** The current objects; fetches what differs, removes nothing. */
  public static RestoreOptions defaults() {
    return new RestoreOptions(
        Optional.empty(), ExistingPolicy.CHANGED, false, false, Comparison.defaults());
  }

  /** The options that shape the plan, as {@code restore.json} keeps them. */
  Map<String, String> describe() {
    Map<String, String> map = new TreeMap<>();
    at.ifPresent(time -> map.put("at", time.toString()));
    map.put("existing", existing.code());
    map.put("delete", Boolean.toString(removesExtra));
    map.put("rename-unsafe", Boolean.toString(renamesUnsafe));
    return map;
  }
}
