package io.stocktake.planner.compare.output;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.Plan.Input;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.rules.EncryptedNames;
import io.stocktake.planner.checksums.Checksums;
import io.stocktake.planner.checksums.FileChecksums;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.rules.RuleUse;
import io.stocktake.planner.source.WalkedFile;
import io.stocktake.planner.source.filter.FilterUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The lists and rules that are given beside the two sides. Counts what they match, so that one that
 * is of another place, or mistyped, is not taken for one that says nothing. Used by several
 * threads.
 */
public final class SideInputs {
  private final FilterUse filters;
  private final RuleUse rules;
  private final EncryptedNames names;
  private final int prefix;
  private Optional<Input> listed = Optional.empty();
  private Optional<FileChecksums> files = Optional.empty();
  private Optional<Checksums> objects = Optional.empty();

  /**
   * Nothing is matched yet.
   *
   * @param prefix characters of the destination's prefix, which rules do not see
   */
  public SideInputs(PlanOptions options, FilterUse filters, int prefix) {
    this.filters = filters;
    this.rules = new RuleUse(options.rules());
    this.names = options.rules().encryption().names();
    this.prefix = prefix;
  }

  /** What is known of contents; to be called before the first file. */
  public void evidence(Optional<FileChecksums> ofFiles, Checksums ofObjects) {
    files = ofFiles;
    objects = Optional.of(ofObjects);
  }

  /** What became of the list that stood in for a walk, if one did. */
  public void listed(Optional<Input> list) {
    listed = list;
  }

  /** Counts a file that is compared, and the key it maps to. */
  void file(WalkedFile walked, String key) {
    files.ifPresent(list -> list.met(walked.name()));
    if (!rules.isEmpty()) {
      rules.file(names.file(key.substring(prefix)));
    }
  }

  /** Counts a row of the plan. */
  void row(PlanRow row) {
    if (!rules.isEmpty()) {
      rules.found(names.file(row.key().value().substring(prefix)), row.reason().verdict());
    }
  }

  /**
   * Refuses a list of which nothing matched: it is of something else.
   *
   * @param compared whether any file was compared, without which evidence cannot be of use
   */
  public void check(boolean compared) throws StocktakeException {
    for (Input list : compared ? lists() : listed.stream().toList()) {
      if (list.listed() > 0 && list.matched() == 0) {
        throw StocktakeException.usage(
            String.format(
                Locale.ROOT,
                "%s: none of its %,d entries matches anything here; nothing was planned: was it made"
                    + " for this source and destination, with paths below them?",
                list.name(),
                list.listed()));
      }
    }
  }

  /** All of them, with what they matched. */
  public List<Input> inputs() {
    List<Input> all = new ArrayList<>(lists());
    all.addAll(filters.inputs());
    all.addAll(rules.inputs());
    return all;
  }

  /** How much of each list matched, and which rules matched nothing. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (Input input : inputs()) {
      if (input.hasEntries()) {
        notes.add(
            String.format(
                Locale.ROOT,
                "%s: %,d of %,d entries matched.",
                input.name(),
                input.matched(),
                input.listed()));
      } else if (input.matched() == 0) {
        notes.add(input.name() + " matched nothing.");
      }
    }
    return notes;
  }

  private List<Input> lists() {
    List<Input> lists = new ArrayList<>();
    listed.ifPresent(lists::add);
    files.ifPresent(list -> lists.add(list.input()));
    objects.ifPresent(list -> lists.addAll(list.inputs()));
    return lists;
  }
}
