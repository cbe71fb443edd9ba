package io.stocktake.planner.restore;

import io.stocktake.planner.request.PlanOptions;
import java.time.Instant;
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
 * @param comparison how files are compared: part sizes, threads, memory, reading, safety; what else
 *     it says is of no account
 */
public record RestoreOptions(
    Optional<Instant> at,
    ExistingPolicy existing,
    boolean removesExtra,
    boolean renamesUnsafe,
    PlanOptions comparison) {

  /** The current objects; fetches what differs, removes nothing. */
  public static RestoreOptions defaults() {
    return new RestoreOptions(
        Optional.empty(), ExistingPolicy.CHANGED, false, false, PlanOptions.defaults());
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
