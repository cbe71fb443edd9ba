package io.stocktake.planner.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.ReservedKeys;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.planner.checksums.Checksums;
import io.stocktake.planner.compare.content.ContentResolver;
import io.stocktake.planner.compare.content.HashingPool;
import io.stocktake.planner.compare.moves.MoveDetector;
import io.stocktake.planner.compare.output.PlanCollector;
import io.stocktake.planner.compare.remote.CopySourceIndex;
import io.stocktake.planner.compare.remote.RemoteIndex;
import io.stocktake.planner.join.BatchedLookups;
import io.stocktake.planner.reconcile.Reconcile;
import io.stocktake.planner.reconcile.Reconcile.Content;
import io.stocktake.planner.reconcile.RemoteObject;
import io.stocktake.planner.request.KeyMapping;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.PlanOptions.Undecided;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.source.FileSink;
import io.stocktake.planner.source.WalkedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares each walked file with the object of its key, and finds a row for all but the same. */
public final class FileComparison implements FileSink {
  private final KeyMapping mapping;
  private final PlanOptions options;
  private final RemoteIndex remote;
  private final Checksums checksums;
  private final Optional<CopySourceIndex> copies;
  private final MoveDetector moves;
  private final PlanCollector findings;
  private final HashingPool hashing;
  private final ContentResolver contents;
  private final PlanProgress progress;
  private final BatchedLookups<KeyedFile> objects;
  private final Optional<BatchedLookups<Judged>> copyObjects;

  /**
   * The object of a file's key.
   *
   * @param object what the inventory says of it
   * @param checksum the MD5 of its content, where that is known besides its ETag
   */
  private record Counterpart(RemoteObject object, Optional<ETag> checksum) {
    /** What the file's bytes must have for an ETag to be the same. */
    ETag content() {
      return checksum.orElseGet(object::etag);
    }
  }

  /**
   * A file of which all is known but its content.
   *
   * @param reason nothing if only the content can decide
   */
  private record Judged(KeyedFile local, Optional<Counterpart> object, Optional<Reason> reason) {}

  public FileComparison(
      KeyMapping mapping,
      PlanOptions options,
      RemoteIndex remote,
      Checksums checksums,
      Optional<CopySourceIndex> copies,
      MoveDetector moves,
      PlanCollector findings,
      HashingPool hashing,
      ContentResolver contents,
      PlanProgress progress) {
    this.mapping = mapping;
    this.options = options;
    this.remote = remote;
    this.checksums = checksums;
    this.copies = copies;
    this.moves = moves;
    this.findings = findings;
    this.hashing = hashing;
    this.contents = contents;
    this.progress = progress;
    this.objects = remote.claiming(this::meet);
    this.copyObjects = copies.map(catalog -> catalog.lookups(this::meetCopy));
  }

  @Override
  public void problem(Problem problem) {
    findings.problem(problem);
  }

  @Override
  public void leftOut(String name) {
    progress.leaveOut();
  }

  @Override
  public void file(WalkedFile walked) throws IOException {
    if (ReservedKeys.covers(walked.name())) {
      problem(new Problem(walked.name(), Problem.Kind.RESERVED_NAME, ""));
      return;
    }
    boolean taken = takes(walked);
    String mapped = mapping.key(walked.name());
    byte[] key = mapped.getBytes(UTF_8);
    if (taken) {
      progress.file(walked.size());
      findings.file(walked, mapped);
    } else {
      progress.putAside();
    }
    if (key.length <= ObjectKey.MAX_BYTES) {
      objects.add(new KeyedFile(walked, mapped), remote.hash(key));
    } else if (taken) {
      findings.problem(
          new Problem(walked.name(), Problem.Kind.KEY_TOO_LONG, key.length + " bytes"));
    }
  }

  private boolean takes(WalkedFile walked) {
    return options.selection().files().takes(walked.size(), walked.mtime().toInstant());
  }

  /** Finds rows for the files that still wait for others; to be called when all is walked. */
  public void finish() throws IOException {
    objects.finish();
    if (copyObjects.isPresent()) {
      copyObjects.get().finish();
    }
  }

  /** Of a file that takes no part, its object is told no more than that it has a file. */
  private void meet(KeyedFile local, Optional<RemoteObject> object) throws IOException {
    if (object.filter(RemoteObject::claimed).isPresent()) {
      row(local, Reason.COLLISION, Optional.empty(), Optional.empty());
    } else if (takes(local.walked())) {
      judge(local, object.map(there -> counterpart(local, there)));
    }
  }

  private void judge(KeyedFile local, Optional<Counterpart> object) throws IOException {
    Optional<Reason> reason =
        Reconcile.withoutReading(
            local.size(),
            object.map(Counterpart::object),
            object.flatMap(Counterpart::checksum).isPresent(),
            options.reading().sizeOnly());
    if (reason.filter(r -> r == Reason.ENCRYPTED).isPresent()) {
      ETag etag = object.orElseThrow().object().etag();
      reason = Optional.of(contents.hidden(local.walked(), etag).orElse(Reason.ENCRYPTED));
    }
    Judged file = new Judged(local, object, reason);
    boolean copyable =
        reason.isEmpty() || reason.get() == Reason.NEW || reason.get() == Reason.SIZE;
    if (copyable && copies.isPresent()) {
      copyObjects.orElseThrow().add(file, copies.get().hash(local.name()));
    } else {
      settle(file, Optional.empty());
    }
  }

  private void meetCopy(Judged file, Optional<RemoteObject> object) throws IOException {
    settle(file, object.filter(there -> CopySourceIndex.isCandidate(there, file.local().size())));
  }

  private void settle(Judged file, Optional<RemoteObject> copy) throws IOException {
    if (file.reason().isEmpty() && !options.reading().looksAt(file.local().name())) {
      progress.passOver();
      return;
    }
    if (file.reason().isPresent() && copy.isEmpty()) {
      boolean damaged = contents.met(file.local().walked());
      Reason reason = file.reason().get();
      row(
          file.local(),
          damaged && action(reason) == Action.UPLOAD
              ? contents.damaged(file.local().walked())
              : reason,
          file.object(),
          Optional.empty());
    } else {
      compareContent(file, copy);
    }
  }

  private Counterpart counterpart(KeyedFile local, RemoteObject object) {
    return new Counterpart(
        object,
        object.evident() && !checksums.isEmpty()
            ? checksums.md5(local.mapped().getBytes(UTF_8), object.etag())
            : Optional.empty());
  }

  /**
   * Learns from memory, or by reading the file, what is not decided yet: whether it has its
   * object's content, or that of an object it could be copied from.
   */
  private void compareContent(Judged file, Optional<RemoteObject> copy) throws IOException {
    List<ETag> wanted = new ArrayList<>();
    copy.map(RemoteObject::etag).ifPresent(wanted::add);
    if (file.reason().isEmpty()) {
      wanted.add(file.object().orElseThrow().content());
    }
    WalkedFile walked = file.local().walked();
    Optional<ContentResolver.Known> remembered = contents.remembered(walked, wanted);
    if (remembered.isPresent()) {
      decide(file, copy, remembered.get());
    } else {
      contents.read(hashing, walked, wanted, read -> decide(file, copy, read));
    }
  }

  private void decide(Judged file, Optional<RemoteObject> copy, ContentResolver.Known read)
      throws IOException {
    KeyedFile local = file.local();
    Optional<Counterpart> object = file.object();
    if (read.trouble().isPresent()) {
      row(local, read.trouble().get(), object, Optional.empty());
      return;
    }
    List<ETag> etags = read.etags();
    Reason reason = file.reason().orElseGet(() -> byContent(etags, object.orElseThrow()));
    if (reason == Reason.SAME && object.orElseThrow().object().encrypted()) {
      contents.learnHidden(local.walked(), read, object.get().object().etag());
    }
    if (action(reason) == Action.UPLOAD && copy.filter(c -> etags.contains(c.etag())).isPresent()) {
      copyRow(local, reason, object, copy.get());
    } else {
      row(local, reason, object, digest(reason, etags));
    }
  }

  private static Reason byContent(List<ETag> etags, Counterpart object) {
    Reason reason = Reconcile.byContent(content(etags, object.content()));
    return reason == Reason.CONTENT && object.checksum().isPresent() ? Reason.CHECKSUM : reason;
  }

  private static Optional<ETag> digest(Reason reason, List<ETag> read) {
    return reason == Reason.CONTENT || reason == Reason.CHECKSUM
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
      KeyedFile local, Reason reason, Optional<Counterpart> object, Optional<ETag> content)
      throws IOException {
    TagSet tags = options.tags().tags(local.name(), reason.verdict());
    if (reason == Reason.SAME) {
      progress.same(local.size());
      if (tags.isEmpty() && !setsProperties(local)) {
        return;
      }
    }
    Action action =
        reason == Reason.SAME && setsProperties(local) ? Action.SET_PROPERTIES : action(reason);
    PlanRow row =
        new PlanRow(
            action,
            reason,
            local.key(),
            local.name(),
            local.size(),
            Optional.of(local.walked().mtime().toInstant()),
            content,
            action == Action.NONE ? Guard.none() : guard(object),
            Optional.empty(),
            Optional.empty(),
            action == Action.NONE ? TagSet.EMPTY : tags,
            action == Action.UPLOAD ? local.id() : Optional.empty());
    if (reason == Reason.NEW) {
      moves.offer(row, local.walked());
    } else {
      findings.row(row);
    }
  }

  private boolean setsProperties(KeyedFile local) {
    return options.updatesProperties() && !options.properties().of(local.name()).isEmpty();
  }

  /** A copy instead of an upload; what is archived cannot be copied, but a change be uploaded. */
  private void copyRow(
      KeyedFile local, Reason reason, Optional<Counterpart> object, RemoteObject copy)
      throws IOException {
    CopySourceIndex catalog = copies.orElseThrow();
    if (!catalog.copyable(copy)) {
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
            Optional.of(local.walked().mtime().toInstant()),
            Optional.empty(),
            guard(object),
            Optional.empty(),
            Optional.of(catalog.source(local.name(), copy)),
            options.tags().tags(local.name(), reason.verdict())));
  }

  private Action action(Reason reason) {
    return switch (reason) {
      case NEW, SIZE, CONTENT, CHECKSUM -> Action.UPLOAD;
      case ENCRYPTED, PART_SIZE_UNKNOWN ->
          options.undecided() == Undecided.UPLOAD ? Action.UPLOAD : Action.NONE;
      case SAME -> options.tags().replace() ? Action.TAG : Action.ADD_TAGS;
      case ARCHIVED,
          AMBIGUOUS,
          NO_EVIDENCE,
          CUSTOMER_KEY,
          CHANGED_WHILE_READ,
          SILENT_CHANGE,
          UNREADABLE,
          COLLISION,
          MOVED,
          DUPLICATE,
          OVERWRITTEN,
          DELETED,
          CREATED,
          ORPHAN ->
          Action.NONE;
    };
  }

  private static Guard guard(Optional<Counterpart> object) {
    return object.map(o -> Guard.match(o.object().etag())).orElse(Guard.absent());
  }
}
