package io.stocktake.planner.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.SystemWords;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.planner.fingerprint.Fingerprints;
import io.stocktake.planner.plan.PlanOptions.Undecided;
import io.stocktake.planner.reconcile.Reconcile;
import io.stocktake.planner.reconcile.Reconcile.Content;
import io.stocktake.planner.reconcile.RemoteObject;
import io.stocktake.planner.walk.FileSink;
import io.stocktake.planner.walk.Links;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Compares each walked file with the object of its key, and finds a row for all but the same. */
final class Comparison implements FileSink {
  private final KeyMapping mapping;
  private final PlanOptions options;
  private final RemoteSide remote;
  private final Optional<CopyCatalog> copies;
  private final Findings findings;
  private final HashingPool hashing;
  private final PlanProgress progress;
  private final Fingerprints fingerprints;

  /** A walked file and the key it maps to. */
  private record LocalFile(Path file, String name, ObjectKey key, long size, FileTime mtime) {}

  Comparison(
      KeyMapping mapping,
      PlanOptions options,
      RemoteSide remote,
      Optional<CopyCatalog> copies,
      Findings findings,
      HashingPool hashing,
      PlanProgress progress) {
    this.mapping = mapping;
    this.options = options;
    this.remote = remote;
    this.copies = copies;
    this.findings = findings;
    this.hashing = hashing;
    this.progress = progress;
    this.fingerprints = new Fingerprints(options.partSize(), options.links() == Links.FOLLOW);
  }

  @Override
  public void problem(Problem problem) {
    findings.problem(problem);
  }

  @Override
  public void file(Path file, String name, long size, FileTime mtime) throws IOException {
    progress.file(size);
    byte[] key = mapping.key(name).getBytes(UTF_8);
    if (key.length > ObjectKey.MAX_BYTES) {
      findings.problem(new Problem(name, Problem.Kind.KEY_TOO_LONG, key.length + " bytes"));
      return;
    }
    LocalFile local = new LocalFile(file, name, ObjectKey.of(key), size, mtime);
    OptionalLong handle = remote.find(key);
    if (handle.isPresent() && !remote.table().claim(handle.getAsLong())) {
      row(local, Reason.COLLISION, Optional.empty(), Optional.empty());
      return;
    }
    Optional<RemoteObject> object =
        handle.isPresent() ? Optional.of(remote.table().get(handle.getAsLong())) : Optional.empty();
    Optional<Reason> reason = Reconcile.withoutReading(size, object);
    Optional<RemoteObject> copy =
        reason.isEmpty() || reason.get() == Reason.NEW || reason.get() == Reason.SIZE
            ? copies.flatMap(catalog -> catalog.candidate(name, size))
            : Optional.empty();
    if (reason.isPresent() && copy.isEmpty()) {
      row(local, reason.get(), object, Optional.empty());
    } else {
      hashing.submit(() -> compareContent(local, object, reason, copy));
    }
  }

  /**
   * Reads a file to learn what is not decided yet: whether it has its object's content, or that of
   * an object it could be copied from.
   */
  private void compareContent(
      LocalFile local,
      Optional<RemoteObject> object,
      Optional<Reason> known,
      Optional<RemoteObject> copy)
      throws IOException {
    List<ETag> wanted = new ArrayList<>();
    copy.map(RemoteObject::etag).ifPresent(wanted::add);
    if (known.isEmpty()) {
      wanted.add(object.orElseThrow().etag());
    }
    Optional<List<ETag>> read = read(local, object, wanted);
    if (read.isEmpty()) {
      return;
    }
    Reason reason =
        known.orElseGet(
            () -> Reconcile.byContent(content(read.get(), object.orElseThrow().etag())));
    if (action(reason) == Action.UPLOAD
        && copy.filter(c -> read.get().contains(c.etag())).isPresent()) {
      copyRow(local, reason, object, copy.get());
    } else {
      row(local, reason, object, digest(reason, read.get()));
    }
  }

  /** What a file's bytes have for ETags; nothing, and a row told, if it cannot be read in peace. */
  private Optional<List<ETag>> read(LocalFile local, Optional<RemoteObject> object, List<ETag> like)
      throws IOException {
    Optional<List<ETag>> read;
    try {
      read = fingerprints.read(local.file(), local.size(), local.mtime(), like);
    } catch (IOException e) {
      findings.problem(
          new Problem(local.name(), Problem.Kind.UNREADABLE_FILE, SystemWords.reason(e)));
      row(local, Reason.UNREADABLE, object, Optional.empty());
      return Optional.empty();
    }
    progress.hashed(local.size());
    if (read.isEmpty()) {
      findings.problem(new Problem(local.name(), Problem.Kind.CHANGED_WHILE_READ, ""));
      row(local, Reason.CHANGED_WHILE_READ, object, Optional.empty());
    }
    return read;
  }

  private static Optional<ETag> digest(Reason reason, List<ETag> read) {
    return reason == Reason.CONTENT
        ? read.stream().filter(etag -> etag.parts() == 0).findFirst()
        : Optional.empty();
  }

  private static Content content(List<ETag> local, ETag object) {
    if (local.contains(object)) {
      return Content.MATCHES;
    }
    return object.parts() == 0 ? Content.DIFFERS : Content.UNEXPLAINED;
  }

  private void row(
      LocalFile local, Reason reason, Optional<RemoteObject> object, Optional<ETag> content)
      throws IOException {
    TagSet tags = options.tags().tags(local.name(), reason.verdict());
    if (reason == Reason.SAME) {
      progress.same(local.size());
      if (tags.isEmpty()) {
        return;
      }
    }
    Action action = action(reason);
    findings.row(
        new PlanRow(
            action,
            reason,
            local.key(),
            local.name(),
            local.size(),
            Optional.of(local.mtime().toInstant()),
            content,
            action == Action.NONE ? Guard.none() : guard(object),
            Optional.empty(),
            Optional.empty(),
            action == Action.NONE ? TagSet.EMPTY : tags));
  }

  /** A copy instead of an upload; what is archived cannot be copied, but a change be uploaded. */
  private void copyRow(
      LocalFile local, Reason reason, Optional<RemoteObject> object, RemoteObject copy)
      throws IOException {
    if (copy.archived()) {
      row(local, object.isEmpty() ? Reason.ARCHIVED : reason, object, Optional.empty());
      return;
    }
    findings.row(
        new PlanRow(
            Action.COPY,
            reason,
            local.key(),
            local.name(),
            local.size(),
            Optional.of(local.mtime().toInstant()),
            Optional.empty(),
            guard(object),
            Optional.empty(),
            Optional.of(copies.orElseThrow().source(local.name(), copy)),
            options.tags().tags(local.name(), reason.verdict())));
  }

  private Action action(Reason reason) {
    return switch (reason) {
      case NEW, SIZE, CONTENT -> Action.UPLOAD;
      case ENCRYPTED, PART_SIZE_UNKNOWN ->
          options.undecided() == Undecided.UPLOAD ? Action.UPLOAD : Action.NONE;
      case SAME -> options.tags().replace() ? Action.TAG : Action.ADD_TAGS;
      case ARCHIVED, AMBIGUOUS, NO_EVIDENCE, CHANGED_WHILE_READ, UNREADABLE, COLLISION, ORPHAN ->
          Action.NONE;
    };
  }

  private static Guard guard(Optional<RemoteObject> object) {
    return object.map(o -> Guard.match(o.etag())).orElse(Guard.absent());
  }
}
