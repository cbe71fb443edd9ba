package io.stocktake.planner.request;

import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.InvalidSettingException;
import io.stocktake.planner.source.AttributePolicy;
import io.stocktake.planner.source.filter.FileFilter;
import io.stocktake.planner.source.filter.FilterRules;
import io.stocktake.planner.source.lists.InputList;
import java.util.Map;
import java.util.Optional;

/**
 * The selection of source files: filters, where the list of files comes from, and what is kept of
 * their attributes. The default is a walk over all of them, which keeps none.
 *
 * @param names which names take part, on both sides
 * @param files which files take part by size and age; of others nothing is said
 * @param oneFileSystem whether directories of other file systems are skipped
 * @param filesFrom a list of the only paths to compare
 * @param listing a listing that replaces the walk
 * @param attributes which attributes of them are kept
 */
public record SourceSelection(
    FilterRules names,
    FileFilter files,
    boolean oneFileSystem,
    Optional<InputList> filesFrom,
    Optional<InputList> listing,
    AttributePolicy attributes) {
  /** All files, as a walk sees them. */
  public static final SourceSelection ALL =
      new SourceSelection(
          FilterRules.NONE,
          FileFilter.NONE,
          false,
          Optional.empty(),
          Optional.empty(),
          AttributePolicy.NONE);

  public SourceSelection {
    if (filesFrom.isPresent() && listing.isPresent()) {
      throw new InvalidSettingException(
          FailureCode.TWO_FILE_LISTS,
          "a list of the paths to compare, and a listing in place of the walk, cannot be used"
              + " together");
    }
    if (oneFileSystem && (filesFrom.isPresent() || listing.isPresent())) {
      throw new InvalidSettingException(
          FailureCode.FILE_SYSTEMS_OF_LIST,
          "only a walk can stay on one file system, and files that are listed are not walked");
    }
    if (attributes.onObjects() && listing.isPresent()) {
      throw new InvalidSettingException(
          FailureCode.CATALOGUE_OF_LIST,
          "a listing does not tell the attributes of files, so they cannot be kept");
    }
    if (attributes.inCatalogue() && (filesFrom.isPresent() || listing.isPresent())) {
      throw new InvalidSettingException(
          FailureCode.CATALOGUE_OF_LIST,
          "a catalogue lists every entry of the source, and only a walk sees them all");
    }
  }

  /** Whether a file that was not found is known not to be there, for what the filters let pass. */
  public boolean provesAbsence() {
    return filesFrom.isEmpty() && listing.isEmpty();
  }

  /** Whether every file is walked. */
  public boolean isAll() {
    return names.isEmpty() && files.equals(FileFilter.NONE) && !oneFileSystem && provesAbsence();
  }

  /** What was asked for, by option name. */
  public void describe(Map<String, String> into) {
    if (!names.isEmpty()) {
      into.put("filter", names.toString());
    }
    files.describe(into);
    if (oneFileSystem) {
      into.put("one-file-system", "true");
    }
    filesFrom.ifPresent(list -> into.put("files-from", list.path().toString()));
    listing.ifPresent(list -> into.put("listing", list.path().toString()));
    attributes.describe(into);
  }
}
