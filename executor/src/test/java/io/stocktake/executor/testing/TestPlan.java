package io.stocktake.executor.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.apply.PlanExecutor;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.executor.direct.DirectOptions.FailurePolicy;
import io.stocktake.executor.direct.DirectOptions.InFlight;
import io.stocktake.executor.direct.DirectOptions.Multipart;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.PlanWriter;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.CatalogueWriter;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.source.FileId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A source on disk and a plan for it, built row by row. */
public final class TestPlan {
  public static final DirectOptions OPTIONS =
      new DirectOptions(
          new InFlight(8, 16 << 20),
          new Multipart(8 << 20, DirectOptions.MIN_PART_SIZE, 5 << 20),
          new FailurePolicy(Duration.ofSeconds(20), 1000),
          Optional.empty(),
          true);
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-01T00:00:00Z"), ZoneOffset.UTC);

  private final Path root;
  private final Path directory;
  private final List<PlanRow> rows = new ArrayList<>();
  private final Map<String, String> options = new HashMap<>();
  private boolean tellsEncryption = true;
  private Plan.Coverage coverage = Plan.Coverage.COMPLETE;
  private List<CatalogueRow> catalogue = List.of();
  private String created = "2026-11-01T00:00:00Z";

  public TestPlan(Path base) throws IOException {
    this(base, "plan");
  }

  /** One of several plans of the same source. */
  public TestPlan(Path base, String name) throws IOException {
    this.root = Files.createDirectories(base.resolve("source"));
    this.directory = base.resolve(name);
  }

  public Path root() {
    return root;
  }

  public Path directory() {
    return directory;
  }

  /** The inventory was a listing, which does not tell how objects are encrypted. */
  public TestPlan listed() {
    tellsEncryption = false;
    return this;
  }

  /** Not all of the source could be read. */
  public TestPlan partial() {
    coverage = Plan.Coverage.PARTIAL;
    return this;
  }

  /** A plan with a catalogue of these rows, made at another time than others. */
  public TestPlan catalogue(String time, List<CatalogueRow> rows) {
    created = time;
    catalogue = rows;
    return this;
  }

  public TestPlan option(String name, String value) {
    options.put(name, value);
    return this;
  }

  /** A new file, to be created. */
  public TestPlan create(String name, String content) throws IOException {
    return create(name, content.getBytes(UTF_8));
  }

  public TestPlan create(String name, byte[] content) throws IOException {
    return upload(name, write(name, content), Reason.NEW, Guard.absent(), Optional.empty());
  }

  /** A new file, read by the planner. */
  public TestPlan createDigested(String name, String content, ETag digest) throws IOException {
    Path file = write(name, content.getBytes(UTF_8));
    return upload(name, file, Reason.NEW, Guard.absent(), Optional.of(digest));
  }

  /** A changed file, to be written over the object with this ETag. */
  public TestPlan overwrite(String name, byte[] content, ETag seen) throws IOException {
    return upload(name, write(name, content), Reason.CONTENT, Guard.match(seen), Optional.empty());
  }

  public TestPlan delete(String key, ETag seen) {
    rows.add(row(Action.DELETE, Reason.ORPHAN, key, "", 3, Optional.empty(), Guard.match(seen)));
    return this;
  }

  /** A new file with tags. */
  public TestPlan createTagged(String name, byte[] content, TagSet tags) throws IOException {
    create(name, content);
    rows.add(tagged(rows.remove(rows.size() - 1), tags));
    return this;
  }

  private static PlanRow tagged(PlanRow row, TagSet tags) {
    return new PlanRow(
        row.action(),
        row.reason(),
        row.key(),
        row.path(),
        row.size(),
        row.mtime(),
        row.content(),
        row.guard(),
        row.versionId(),
        row.copySource(),
        tags,
        row.file());
  }

  /** An object to be copied from another bucket. */
  public TestPlan copy(String key, String from, ETag etag, long size, Guard guard, TagSet tags) {
    rows.add(
        new PlanRow(
            Action.COPY,
            guard.equals(Guard.absent()) ? Reason.NEW : Reason.CONTENT,
            new ObjectKey(key),
            "",
            size,
            Optional.empty(),
            Optional.empty(),
            guard,
            Optional.empty(),
            Optional.of(new CopySource("old", new ObjectKey(from), etag, Optional.empty())),
            tags));
    return this;
  }

  /** An object that is copied within the bucket, since its file was found under another name. */
  public TestPlan moved(String key, String from, ETag etag, long size) {
    rows.add(
        new PlanRow(
            Action.COPY,
            Reason.MOVED,
            new ObjectKey(key),
            "",
            size,
            Optional.empty(),
            Optional.empty(),
            Guard.absent(),
            Optional.empty(),
            Optional.of(new CopySource("images", new ObjectKey(from), etag, Optional.empty())),
            TagSet.EMPTY));
    return this;
  }

  /** An object to be tagged, with {@code TAG} or {@code ADD_TAGS}. */
  public TestPlan tag(Action action, String key, ETag seen, Optional<String> version, TagSet tags) {
    rows.add(
        new PlanRow(
            action,
            Reason.SAME,
            new ObjectKey(key),
            "",
            3,
            Optional.empty(),
            Optional.empty(),
            Guard.match(seen),
            version,
            Optional.empty(),
            tags));
    return this;
  }

  /** A version to be removed for good. */
  public TestPlan removeVersion(String key, String version, ETag seen) {
    rows.add(
        new PlanRow(
            Action.DELETE_VERSION,
            Reason.UNNEEDED,
            new ObjectKey(key),
            "",
            3,
            Optional.empty(),
            Optional.empty(),
            Guard.match(seen),
            Optional.of(version)));
    return this;
  }

  public TestPlan none(String key) {
    rows.add(row(Action.NONE, Reason.ORPHAN, key, "", 3, Optional.empty(), Guard.none()));
    return this;
  }

  /** A row for a file elsewhere, as a damaged plan might have it. */
  public TestPlan stray(String key, String path, Path file) throws IOException {
    rows.add(
        row(
            Action.UPLOAD,
            Reason.NEW,
            key,
            path,
            Files.size(file),
            Optional.of(Files.getLastModifiedTime(file).toInstant()),
            Guard.absent()));
    return this;
  }

  public Path file(String name) {
    return root.resolve(name);
  }

  public PlanBundle seal() throws IOException {
    return seal(PlanWriter.ROWS_PER_PART);
  }

  /** Seals the plan in parts of so many rows. */
  public PlanBundle seal(long rowsPerPart) throws IOException {
    rows.sort(PlanRow.ORDER);
    try (PlanWriter writer = PlanWriter.create(directory, false, rowsPerPart)) {
      for (PlanRow row : rows) {
        writer.row(row);
      }
      writer.seal(catalogue.isEmpty() ? draft() : draft().withCatalogue(files(writer)));
    }
    return PlanBundle.open(directory);
  }

  private List<Plan.Part> files(PlanWriter writer) throws IOException {
    try (CatalogueWriter files = new CatalogueWriter(writer.catalogue())) {
      for (CatalogueRow row : catalogue) {
        files.write(row);
      }
      return files.finish();
    }
  }

  public static PlanExecutor executor(PlanBundle plan, ObjectStore store) {
    return executor(plan, store, OPTIONS);
  }

  public static PlanExecutor executor(PlanBundle plan, ObjectStore store, DirectOptions options) {
    return new PlanExecutor(
        plan,
        store,
        Optional.empty(),
        options,
        RequestThrottle.free(options.inFlight().requests()),
        CLOCK);
  }

  public static RunReport run(PlanBundle plan, ObjectStore store) throws IOException {
    return executor(plan, store).run();
  }

  /** Whether each row was done, by this run or before; drifted rows are settled, but not done. */
  public static boolean allDone(RunReport report) {
    return report.rows(Outcome.DONE) + report.rows(Outcome.ALREADY_DONE) == report.planned();
  }

  /** Bytes that differ from seed to seed. */
  public static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8) * 7 + (i >> 16) * 3 + seed);
    }
    return bytes;
  }

  private TestPlan upload(
      String name, Path file, Reason reason, Guard guard, Optional<ETag> content)
      throws IOException {
    rows.add(
        new PlanRow(
            Action.UPLOAD,
            reason,
            new ObjectKey(name),
            name,
            Files.size(file),
            Optional.of(Files.getLastModifiedTime(file).toInstant()),
            content,
            guard,
            Optional.empty(),
            Optional.empty(),
            TagSet.EMPTY,
            FileId.of(Files.readAttributes(file, BasicFileAttributes.class))));
    return this;
  }

  private static PlanRow row(
      Action action,
      Reason reason,
      String key,
      String path,
      long size,
      Optional<Instant> mtime,
      Guard guard) {
    return new PlanRow(
        action,
        reason,
        new ObjectKey(key),
        path,
        size,
        mtime,
        Optional.empty(),
        guard,
        Optional.empty());
  }

  private Path write(String name, byte[] content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  private Plan draft() {
    return Plan.draft(
        created,
        "test",
        new Plan.Source(root.toString(), coverage),
        new Plan.Destination("images", ""),
        new Plan.Inventory(
            "manifest.json", "2026-10-31T00:00:00Z", "0".repeat(32), 1, 0, tellsEncryption),
        options,
        new Plan.Compared(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        List.of());
  }
}
