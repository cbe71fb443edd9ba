package io.stocktake.planner.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.ReservedKeys;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.planner.compare.content.ContentResolver;
import io.stocktake.planner.compare.content.HashingPool;
import io.stocktake.planner.compare.moves.MoveDetector;
import io.stocktake.planner.compare.output.PlanCollector;
import io.stocktake.planner.compare.remote.CopySourceIndex;
import io.stocktake.planner.join.BatchedLookups;
import io.stocktake.planner.reconcile.CopyOffer;
import io.stocktake.planner.reconcile.Decision;
import io.stocktake.planner.reconcile.Reconciler;
import io.stocktake.planner.reconcile.RemoteFacts;
import io.stocktake.planner.reconcile.RemoteObject;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.source.FileSink;
import io.stocktake.planner.source.WalkedEntry;
import io.stocktake.planner.source.WalkedFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Compares each walked file with the object of its key: gathers the evidence, has the {@link
 * Reconciler} decide, and does what it says. Used by several threads.
 */
public final class FileComparison implements FileSink {
  private final PlanOptions options;
  private final Reconciler reconciler;
  private final ComparedSides sides;
  private final MoveDetector moves;
  private final PlanCollector collector;
  private final ContentResolver contents;
  private final HashingPool hashing;
  private final PlanProgress progress;
  private final BatchedLookups<KeyedFile> objects;
  private final Optional<BatchedLookups<Compared>> copyObjects;

  /**
   * A file that is compared.
   *
   * @param object the object of its key
   * @param decision what is decided so far
   */
  private record Compared(KeyedFile file, Optional<RemoteFacts> object, Decision decision) {}

  /** A comparison that files are given to, and that must be finished. */
  public FileComparison(
      PlanOptions options,
      Reconciler reconciler,
      ComparedSides sides,
      MoveDetector moves,
      PlanCollector collector,
      ContentResolver contents,
      HashingPool hashing) {
    this.options = options;
    this.reconciler = reconciler;
    this.sides = sides;
    this.moves = moves;
    this.collector = collector;
    this.contents = contents;
    this.hashing = hashing;
    this.progress = collector.progress();
    this.objects = sides.remote().claiming(this::found);
    this.copyObjects = sides.copies().map(index -> index.lookups(this::copyFound));
  }

  @Override
  public void problem(Problem problem) {
    collector.problem(problem);
  }

  /** Reserved names are no part of the source, nor of its catalogue. */
  @Override
  public void entry(WalkedEntry entry) throws IOException {
    if (!ReservedKeys.covers(entry.name())) {
      collector.entry(entry);
    }
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
    String mapped = sides.mapping().key(walked.name());
    byte[] key = mapped.getBytes(UTF_8);
    if (taken) {
      progress.file(walked.size());
      collector.file(walked, mapped);
    } else {
      progress.putAside();
    }
    if (key.length <= ObjectKey.MAX_BYTES) {
      boolean keeps = options.selection().attributes().onObjects();
      OptionalLong encrypted = sides.mapping().encryptedSize(walked.name(), walked.size());
      objects.add(new KeyedFile(walked, mapped, encrypted, keeps), sides.remote().hash(key));
    } else if (taken) {
      problem(new Problem(walked.name(), Problem.Kind.KEY_TOO_LONG, key.length + " bytes"));
      collector.compared(walked, Optional.empty());
    }
  }

  private boolean takes(WalkedFile walked) {
    return options.selection().files().takes(walked.size(), walked.mtime().toInstant());
  }

  /** Decides the files that still wait for others; to be called when all is walked. */
  public void finish() throws IOException {
    objects.finish();
    if (copyObjects.isPresent()) {
      copyObjects.get().finish();
    }
  }

  /** A file that takes no part only marks its object as one that has a file. */
  private void found(KeyedFile file, Optional<RemoteObject> object) throws IOException {
    if (object.filter(RemoteObject::claimed).isPresent()) {
      accept(file, Optional.empty(), reconciler.collision(file));
    } else if (takes(file.walked())) {
      compare(file, object.map(there -> sides.facts(file, there)));
    }
  }

  private void compare(KeyedFile file, Optional<RemoteFacts> object) throws IOException {
    Decision decision =
        reconciler.compare(file, object, contents.known(file.walked()), Optional.empty());
    Compared compared = new Compared(file, object, decision);
    if (decision.mayBeCopied() && copyObjects.isPresent() && file.encryptedSize().isEmpty()) {
      copyObjects.get().add(compared, sides.copies().orElseThrow().hash(file.name()));
    } else {
      settle(compared, Optional.empty());
    }
  }

  private void copyFound(Compared compared, Optional<RemoteObject> object) throws IOException {
    KeyedFile file = compared.file();
    CopySourceIndex index = sides.copies().orElseThrow();
    Optional<CopyOffer> offer =
        object
            .filter(there -> CopySourceIndex.isCandidate(there, file.size()))
            .map(there -> index.offer(file.name(), there));
    if (offer.isEmpty()) {
      settle(compared, offer);
    } else {
      Decision decision =
          reconciler.compare(file, compared.object(), contents.known(file.walked()), offer);
      settle(new Compared(file, compared.object(), decision), offer);
    }
  }

  private void settle(Compared compared, Optional<CopyOffer> copy) throws IOException {
    KeyedFile file = compared.file();
    Decision decision = compared.decision();
    if (decision.kind() == Decision.Kind.NEEDS_CONTENT) {
      if (decision.reason().isEmpty() && !options.reading().looksAt(file.name())) {
        progress.passOver();
        collector.compared(file.walked(), Optional.empty());
      } else {
        compareContent(compared, copy);
      }
      return;
    }
    contents.seen(file.walked());
    if (decision.is(Reason.SILENT_CHANGE)) {
      problem(new Problem(file.name(), Problem.Kind.SILENT_CHANGE, ""));
    }
    if (decision.is(Reason.SAME) && !options.reading().sizeOnly()) {
      progress.known();
    }
    accept(file, compared.object(), decision);
  }

  /** The content is remembered, or the file is read. */
  private void compareContent(Compared compared, Optional<CopyOffer> copy) throws IOException {
    WalkedFile walked = compared.file().walked();
    List<ETag> wanted = compared.decision().formsWanted();
    Optional<ContentResolver.Resolved> remembered =
        contents.remembered(walked, wanted, () -> sides.sent(compared.file()));
    if (remembered.isPresent()) {
      decide(compared, copy, remembered.get());
    } else {
      contents.read(hashing, walked, wanted, read -> decide(compared, copy, read));
    }
  }

  private void decide(Compared compared, Optional<CopyOffer> copy, ContentResolver.Resolved content)
      throws IOException {
    KeyedFile file = compared.file();
    Optional<RemoteFacts> object = compared.object();
    Decision decision =
        reconciler.compare(file, object, compared.decision(), copy, content.evidence());
    if (decision.is(Reason.SAME) && object.orElseThrow().object().encrypted()) {
      contents.learnOpaque(file.walked(), content, object.get().object().etag());
    }
    accept(file, object, decision);
  }

  private void accept(KeyedFile file, Optional<RemoteFacts> object, Decision decision)
      throws IOException {
    collector.compared(
        file.walked(),
        decision.row().isPresent() ? Optional.empty() : object.map(same -> same.object().etag()));
    if (decision.is(Reason.SAME)) {
      progress.same(file.size());
    }
    if (decision.mayBeMoved() && file.encryptedSize().isEmpty()) {
      moves.offer(decision.row().orElseThrow(), file.walked());
    } else if (decision.row().isPresent()) {
      collector.row(decision.row().get());
    }
  }
}
