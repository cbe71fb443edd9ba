package io.stocktake.planner.restore;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StoredLink;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.manifests.io.IOConsumer;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.restore.LocalState;
import io.stocktake.manifests.restore.RestoreAction;
import io.stocktake.manifests.restore.RestoreEntry;
import io.stocktake.manifests.restore.RestoreReason;
import io.stocktake.manifests.restore.RestoreRow;
import io.stocktake.planner.restore.paths.PlacedObject;
import io.stocktake.planner.restore.paths.PlacedObject.Kind;
import io.stocktake.planner.restore.resolve.Candidate;
import io.stocktake.planner.restore.resolve.ExistingRules;
import io.stocktake.planner.restore.resolve.RestoreTotals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Merges the objects to restore with the rows of a plan that compares the target with them, both by
 * key: an object without a row is the same in the target.
 */
final class ObjectJoin implements PlanBundle.RowSink {
  /** The order in which plans have the keys that objects are compared under. */
  static final Comparator<PlacedObject> BY_NAME =
      Comparator.comparing(
              (PlacedObject placed) -> placed.name().getBytes(UTF_8), Arrays::compareUnsigned)
          .thenComparing(placed -> placed.object().key());

  /** Where removed files are kept. */
  static final String TRASH = ".stocktake-trash";

  private static final Set<Reason> DIFFERENT =
      Set.of(Reason.SIZE, Reason.CONTENT, Reason.CHECKSUM, Reason.SILENT_CHANGE);

  /** What the merge is told. */
  record Sides(
      String prefix,
      Path target,
      RestoreOptions options,
      Predicate<String> unseen,
      RestoreTotals totals) {}

  private final Sides sides;
  private final ExistingRules rules;
  private final ExternalSorter<PlacedObject>.Cursor objects;
  private final IOConsumer<Candidate> candidates;
  private final Consumer<Problem> problems;

  /**
   * A merge that has begun.
   *
   * @param sides what is known of both; {@code unseen} says of a name whether the walk of the
   *     target cannot tell what has it
   * @param objects the objects, {@link #BY_NAME}
   * @param candidates takes the rows
   * @param problems takes what cannot be restored
   */
  ObjectJoin(
      Sides sides,
      ExternalSorter<PlacedObject>.Cursor objects,
      IOConsumer<Candidate> candidates,
      Consumer<Problem> problems) {
    this.sides = sides;
    this.rules = new ExistingRules(sides.options.existing(), sides.target);
    this.objects = objects;
    this.candidates = candidates;
    this.problems = problems;
  }

  @Override
  public boolean accept(long ordinal, PlanRow row) throws IOException {
    String name = row.key().value().substring(sides.prefix.length());
    byte[] bytes = name.getBytes(UTF_8);
    while (objects.hasNext() && compare(objects.peek(), bytes) < 0) {
      withoutRow(objects.next());
    }
    boolean accounted = false;
    while (objects.hasNext() && compare(objects.peek(), bytes) == 0) {
      PlacedObject placed = objects.next();
      if (placed.problem().isPresent() || !placed.hasContent()) {
        withoutRow(placed);
        accounted |= placed.problem().isPresent();
      } else {
        candidates.accept(compared(placed, row));
        accounted = true;
      }
    }
    if (!accounted) {
      extra(row, name);
    }
    return true;
  }

  /** Takes the objects behind the last row. */
  void finish() throws IOException {
    while (objects.hasNext()) {
      withoutRow(objects.next());
    }
  }

  private static int compare(PlacedObject placed, byte[] name) {
    return Arrays.compareUnsigned(placed.name().getBytes(UTF_8), name);
  }

  private void withoutRow(PlacedObject placed) throws IOException {
    if (placed.problem().isPresent()) {
      failed(placed.problem().get());
    } else if (placed.kind() == Kind.ROOT && placed.entry().isEmpty()) {
      sides.totals.directory();
    } else if (!placed.hasContent()) {
      candidates.accept(missing(placed));
    } else if (sides.unseen.test(placed.name())) {
      failed(
          new Problem(
              placed.path(),
              Problem.Kind.PATH_COLLISION,
              "what the target has at this path could not be read, or is no file"));
    } else {
      same(placed);
    }
  }

  /** Its attributes may differ, if they are known. */
  private void same(PlacedObject placed) throws IOException {
    sides.totals.same(placed.object().size());
    if (placed.entry().isPresent()) {
      Candidate missing = missing(placed);
      RestoreRow row =
          missing
              .row()
              .as(RestoreAction.SET_ATTRIBUTES, RestoreReason.ATTRIBUTES, LocalState.ABSENT);
      candidates.accept(new Candidate(row, false, missing.modified()));
    }
  }

  private void failed(Problem problem) {
    problems.accept(problem);
    sides.totals.failed();
  }

  private Candidate compared(PlacedObject placed, PlanRow row) throws IOException {
    Candidate missing = missing(placed);
    return switch (row.reason()) {
      case ORPHAN -> missing;
      case COLLISION -> ExistingRules.left(missing, state(row), RestoreReason.CANNOT_TELL);
      case SIZE,
          CONTENT,
          CHECKSUM,
          SILENT_CHANGE,
          ENCRYPTED,
          CUSTOMER_KEY,
          PART_SIZE_UNKNOWN,
          NO_EVIDENCE,
          AMBIGUOUS,
          CHANGED_WHILE_READ,
          UNREADABLE ->
          rules.row(missing, state(row), differs(placed, row));
      case SAME,
          NEW,
          ARCHIVED,
          DUPLICATE,
          MOVED,
          OVERWRITTEN,
          DELETED,
          CREATED,
          UNNEEDED,
          FORGOTTEN ->
          throw new IllegalStateException(
              "the comparison says '" + row.reason().sentence() + "' of " + row.key());
    };
  }

  private static boolean differs(PlacedObject placed, PlanRow row) {
    return DIFFERENT.contains(row.reason()) || row.size() != placed.object().size();
  }

  private static LocalState state(PlanRow row) {
    return LocalState.of(row.size(), row.mtime().orElseThrow(), row.file());
  }

  private static Candidate missing(PlacedObject placed) {
    boolean archived = placed.object().archived() && placed.hasContent();
    RestoreAction action =
        switch (placed.kind()) {
          case FILE -> RestoreAction.FETCH;
          case HARD_LINK -> RestoreAction.HARD_LINK;
          case LINK -> RestoreAction.LINK;
          case DIRECTORY, ROOT -> RestoreAction.MAKE_DIRECTORY;
        };
    return new Candidate(
        new RestoreRow(
            action,
            archived ? RestoreReason.ARCHIVED : RestoreReason.MISSING,
            placed.kind() == Kind.ROOT ? RestoreRow.ROOT : placed.path(),
            placed.object().size(),
            source(placed),
            LocalState.ABSENT,
            placed.entry()),
        archived,
        placed.object().modified());
  }

  /** Of directories and links that a snapshot knows whole there is none. */
  private static Optional<RestoreRow.Source> source(PlacedObject placed) {
    boolean whole =
        placed.kind() == Kind.LINK && placed.entry().flatMap(RestoreEntry::link).isPresent();
    return whole
        ? Optional.empty()
        : placed
            .object()
            .etag()
            .map(
                etag ->
                    new RestoreRow.Source(
                        new ObjectKey(placed.object().key()), etag, placed.object().versionId()));
  }

  /** A file of the target without an object. */
  private void extra(PlanRow row, String name) throws IOException {
    if (row.reason() != Reason.NEW || name.startsWith(TRASH + "/")) {
      return;
    }
    if (!sides.options.removesExtra()) {
      sides.totals.extra();
      return;
    }
    boolean link = !StoredLink.locate(sides.target, name).equals(sides.target.resolve(name));
    String path = link ? name.substring(0, name.length() - StoredLink.SUFFIX.length()) : name;
    candidates.accept(
        new Candidate(
            new RestoreRow(
                RestoreAction.REMOVE,
                RestoreReason.EXTRA,
                path,
                row.size(),
                Optional.empty(),
                state(row)),
            false,
            Optional.empty()));
  }
}
