package io.stocktake.manifests.testing;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.PlanWriter;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.source.FileId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A plan with every action, reason, kind of problem and option, and with each column filled in at
 * least once. It is the same each time, so files that name its digest can be golden files.
 */
public final class GoldenPlan {
  /** The MD5 of the source's file, or the object's ETag. */
  public static final ETag HERE = new ETag("5d41402abc4b2a76b9719d911017c592");

  /** The ETag of another content, in parts. */
  public static final ETag THERE = new ETag("7d793037a0760186574b0282f2f435e7-3");

  /** Two tags, one of which must be escaped. */
  public static final TagSet TAGS = TagSet.of(Map.of("Backup", "Incremental", "a b", "c+d=ü"));

  private static final Instant MTIME = Instant.parse("2026-01-02T03:04:05.123456789Z");
  private static final Optional<String> VERSION = Optional.of("3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY");

  private GoldenPlan() {}

  /** Seals the plan. */
  public static PlanBundle write(Path directory) throws IOException {
    try (PlanWriter writer = PlanWriter.create(directory, false)) {
      problems().forEach(writer::problem);
      for (PlanRow row : rows()) {
        writer.row(row);
      }
      writer.seal(draft());
    }
    return PlanBundle.open(directory);
  }

  /** The kinds of every plan that writes to S3; restore plans and catalogues have others. */
  public static final Set<Problem.Kind> PROBLEMS =
      EnumSet.complementOf(
          EnumSet.of(
              Problem.Kind.UNREADABLE_ATTRIBUTES,
              Problem.Kind.KEY_IS_NO_PATH,
              Problem.Kind.PATH_COLLISION,
              Problem.Kind.OBJECT_UNKNOWN));

  /** Its problems, in order. */
  public static List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    for (Problem.Kind kind : PROBLEMS) {
      String path = "d/" + problems.size() + ", \"ü\"";
      problems.add(new Problem(path, kind, "detail\n2nd line"));
    }
    return problems;
  }

  /** Its rows, in order. */
  public static List<PlanRow> rows() {
    List<PlanRow> rows = new ArrayList<>();
    upload(rows, Reason.NEW, "new, \"ü\"\n😀", Guard.absent());
    upload(rows, Reason.ARCHIVED, "archived", Guard.absent());
    upload(rows, Reason.SIZE, "size", Guard.match(THERE));
    upload(rows, Reason.CONTENT, "content", Guard.match(HERE));
    upload(rows, Reason.CHECKSUM, "checksum", Guard.match(THERE));
    upload(rows, Reason.ENCRYPTED, "encrypted", Guard.match(THERE));
    copy(rows, Reason.DUPLICATE, "duplicate", Guard.absent(), Optional.empty());
    copy(rows, Reason.MOVED, "moved", Guard.absent(), VERSION);
    copy(rows, Reason.OVERWRITTEN, "overwritten", Guard.match(THERE), VERSION);
    copy(rows, Reason.DELETED, "deleted", Guard.absent(), VERSION);
    write(rows, Action.TAG, Reason.SAME, "same/tag", TAGS);
    write(rows, Action.ADD_TAGS, Reason.SAME, "same/add", TAGS);
    write(rows, Action.SET_PROPERTIES, Reason.SAME, "same/properties", TagSet.EMPTY);
    write(rows, Action.DELETE, Reason.ORPHAN, "orphan", TagSet.EMPTY);
    write(rows, Action.DELETE, Reason.CREATED, "created", TagSet.EMPTY);
    none(rows, Reason.CHANGED_WHILE_READ, "none/changed");
    none(rows, Reason.SILENT_CHANGE, "none/silent");
    none(rows, Reason.UNREADABLE, "none/unreadable");
    none(rows, Reason.CUSTOMER_KEY, "none/key");
    none(rows, Reason.PART_SIZE_UNKNOWN, "none/part-size");
    none(rows, Reason.NO_EVIDENCE, "none/evidence");
    none(rows, Reason.AMBIGUOUS, "none/ambiguous");
    none(rows, Reason.COLLISION, "none/collision");
    rows.sort(PlanRow.ORDER);
    return rows;
  }

  /** What its {@code plan.json} says, but for what the writer counts. */
  public static Plan draft() {
    return Plan.draft(
            "2026-11-02T00:00:00Z",
            "stocktake 0.1",
            new Plan.Source("/srv/images ü", Plan.Coverage.PARTIAL),
            new Plan.Destination("images", "p/"),
            new Plan.Inventory(
                "s3://reports/inv/images/weekly/2026-11-01T01-00Z/manifest.json",
                "2026-11-01T00:00:00Z",
                "0123456789abcdef0123456789abcdef",
                1,
                2,
                true),
            new TreeMap<>(
                Map.of(
                    Plan.LINKS, "store",
                    Plan.UNDECIDED, "upload",
                    Plan.PROPERTIES,
                        "new* cache-control=no-cache\n**.jpg storage-class=STANDARD_IA",
                    Plan.PATTERNS, "glob",
                    Plan.COPY_FROM, "s3://old",
                    Plan.COPY_SCANNED, "2026-11-01T00:00:01Z",
                    Plan.SOURCE_ID, "64769:131")),
            new Plan.Compared(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
            List.of("a note", "another"))
        .withInputs(
            List.of(
                new Plan.Input("--files-from list.txt", 10, 9),
                new Plan.Input("--exclude *.tmp", -1, 4)));
  }

  private static void upload(List<PlanRow> rows, Reason reason, String name, Guard guard) {
    rows.add(
        new PlanRow(
            Action.UPLOAD,
            reason,
            new ObjectKey("p/" + name),
            name,
            5,
            Optional.of(MTIME),
            Optional.of(HERE),
            guard,
            guard.state() == Guard.State.MATCH ? VERSION : Optional.empty(),
            Optional.empty(),
            TAGS,
            Optional.of(new FileId(64769, 1_234_567_890_123L))));
  }

  private static void copy(
      List<PlanRow> rows, Reason reason, String name, Guard guard, Optional<String> version) {
    rows.add(
        new PlanRow(
            Action.COPY,
            reason,
            new ObjectKey("p/" + name),
            name,
            5_000_000_000L,
            Optional.of(Instant.EPOCH),
            Optional.empty(),
            guard,
            Optional.empty(),
            Optional.of(new CopySource("old", new ObjectKey(name), THERE, version)),
            TagSet.EMPTY));
  }

  private static void write(
      List<PlanRow> rows, Action action, Reason reason, String name, TagSet tags) {
    rows.add(
        new PlanRow(
            action,
            reason,
            new ObjectKey("p/" + name),
            action == Action.DELETE ? "" : name,
            5,
            Optional.empty(),
            Optional.empty(),
            Guard.match(HERE),
            VERSION,
            Optional.empty(),
            tags));
  }

  private static void none(List<PlanRow> rows, Reason reason, String name) {
    rows.add(
        new PlanRow(
            Action.NONE,
            reason,
            new ObjectKey("p/" + name),
            name,
            0,
            Optional.of(MTIME),
            Optional.empty(),
            Guard.none(),
            Optional.empty()));
  }
}
