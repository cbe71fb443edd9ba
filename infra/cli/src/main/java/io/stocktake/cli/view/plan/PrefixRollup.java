package io.stocktake.cli.view.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A plan's rows by the first folder below its prefix, busiest first. */
public record PrefixRollup(List<Folder> folders) {
  /** Folders told apart; rows of any further folder are counted together. */
  private static final int MAX_FOLDERS = 10_000;

  private static final String ALL_OTHERS = "(all others)";

  /**
   * What a plan does in one folder.
   *
   * @param rows rows by action; {@code NONE} for those a person should review
   * @param uploadBytes bytes to upload
   */
  public record Folder(
      @JsonProperty("name") String name,
      @JsonProperty("rows") Map<Action, Long> rows,
      @JsonProperty("uploadBytes") long uploadBytes) {
    Folder plus(PlanRow row) {
      Map<Action, Long> more = new EnumMap<>(rows);
      more.merge(row.action(), 1L, Long::sum);
      long bytes = row.action() == Action.UPLOAD ? row.size() : 0;
      return new Folder(name, more, uploadBytes + bytes);
    }

    public long rows(Action action) {
      return rows.getOrDefault(action, 0L);
    }

    long all() {
      return rows.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  public static PrefixRollup of(PlanBundle bundle) throws IOException {
    int prefix = bundle.plan().destination().prefix().length();
    Map<String, Folder> folders = new HashMap<>();
    bundle.rows(
        (ordinal, row) -> {
          String key = row.key().value();
          int slash = key.indexOf('/', prefix);
          String name = slash < 0 ? key.substring(0, prefix) : key.substring(0, slash + 1);
          if (folders.size() >= MAX_FOLDERS && !folders.containsKey(name)) {
            name = ALL_OTHERS;
          }
          String folder = name;
          folders.compute(
              folder,
              (n, f) ->
                  (f == null ? new Folder(shown(folder), new EnumMap<>(Action.class), 0) : f)
                      .plus(row));
          return true;
        });
    List<Folder> sorted = new ArrayList<>(folders.values());
    sorted.sort(Comparator.comparingLong(Folder::all).reversed().thenComparing(Folder::name));
    return new PrefixRollup(sorted);
  }

  private static String shown(String folder) {
    return folder.isEmpty() ? "(top level)" : Printable.of(folder);
  }
}
