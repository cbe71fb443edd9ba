package io.stocktake.planner.reconcile;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.plan.Verdict;
import io.stocktake.manifests.rules.EncryptedNames;
import io.stocktake.manifests.rules.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The decision for one key, from what both sides are known to hold. Pure: no I/O, no clock, no
 * state, so that any engine may call it from any thread. The cheapest evidence decides first.
 */
public final class Reconciler {
  private final ReconcilePolicy policy;

  /** The name of an object behind the prefix, made when it is asked for. */
  @FunctionalInterface
  public interface ObjectName {
    /** The name. */
    String get();
  }

  /** Decides by this policy. */
  public Reconciler(ReconcilePolicy policy) {
    this.policy = policy;
  }

  /** A second file of a key that another one has already. */
  public Decision collision(LocalFacts file) {
    return row(file, Reason.COLLISION, Optional.empty(), Optional.empty());
  }

  /**
   * Compares without the file's content.
   *
   * @param object the object of the file's key, if there is one
   * @param copy an object that may be copied instead; to be offered where {@link
   *     Decision#mayBeCopied}
   */
  public Decision compare(
      LocalFacts file, Optional<RemoteFacts> object, KnownContent known, Optional<CopyOffer> copy) {
    Optional<Reason> reason = withoutContent(file, object, known);
    if (reason.isPresent() && copy.isEmpty()) {
      boolean damaged = action(reason.get()) == Action.UPLOAD && known.damaged();
      return row(file, damaged ? Reason.SILENT_CHANGE : reason.get(), object, Optional.empty());
    }
    List<ETag> wanted = new ArrayList<>();
    copy.ifPresent(offer -> wanted.add(offer.source().etag()));
    if (reason.isEmpty()) {
      wanted.add(object.orElseThrow().content());
    }
    return Decision.needsContent(reason, wanted);
  }

  /**
   * Compares with the file's content, or with the reason why it cannot be known.
   *
   * @param before the decision that asked for the content
   */
  public Decision compare(
      LocalFacts file,
      Optional<RemoteFacts> object,
      Decision before,
      Optional<CopyOffer> copy,
      ContentEvidence content) {
    if (content.problem().isPresent()) {
      return row(file, content.problem().get(), object, Optional.empty());
    }
    List<ETag> etags = content.etags();
    Reason reason = before.reason().orElseGet(() -> byContent(etags, object.orElseThrow()));
    if (action(reason) == Action.UPLOAD
        && copy.filter(offer -> etags.contains(offer.source().etag())).isPresent()) {
      return copied(file, reason, object, copy.get());
    }
    return row(file, reason, object, digest(file, reason, etags));
  }

  /**
   * An object that no file accounts for, if absence of files proves anything.
   *
   * @param size bytes, or a negative number where the inventory does not say
   * @param etag its ETag, where the inventory says one
   * @param versionId its version, in a versioned bucket
   * @param ambiguous whether the inventory has other rows of the key, so that this one proves
   *     nothing but that the key is there
   */
  public Decision orphan(
      ObjectKey key,
      long size,
      Optional<ETag> etag,
      Optional<String> versionId,
      boolean ambiguous) {
    if (policy.orphans() == OrphanPolicy.LIST) {
      return Decision.of(listed(key, Reason.ORPHAN, Math.max(0, size)));
    }
    if (ambiguous || etag.isEmpty()) {
      return Decision.of(listed(key, ambiguous ? Reason.AMBIGUOUS : Reason.NO_EVIDENCE, 0));
    }
    TagSet tags = orphanTags(key);
    Action action = orphanAction(tags);
    return action == Action.NONE
        ? Decision.nothing(Reason.ORPHAN)
        : Decision.of(
            new PlanRow(
                action,
                Reason.ORPHAN,
                key,
                "",
                Math.max(0, size),
                Optional.empty(),
                Optional.empty(),
                Guard.match(etag.get()),
                versionId,
                Optional.empty(),
                action == Action.DELETE ? TagSet.EMPTY : tags));
  }

  /**
   * A new file whose content an object of the bucket has, which is copied instead of uploaded.
   *
   * @param row the row of the new file
   * @param reason whether it was moved, or is a duplicate
   */
  public PlanRow copyOf(PlanRow row, CopySource from, Reason reason) {
    return new PlanRow(
            Action.COPY,
            reason,
            row.key(),
            row.path(),
            row.size(),
            row.mtime(),
            Optional.empty(),
            row.guard(),
            Optional.empty(),
            Optional.of(from),
            policy.rules().tags().tags(row.path(), reason.verdict()))
        .keeping(row.attributes());
  }

  /** A new file whose content turned out not to be readable. */
  public PlanRow unread(PlanRow row, Reason problem) {
    return new PlanRow(
        Action.NONE,
        problem,
        row.key(),
        row.path(),
        row.size(),
        row.mtime(),
        Optional.empty(),
        Guard.none(),
        Optional.empty());
  }

  /**
   * Whether nothing found later can change a row, so that it may be sent at once. An upload under a
   * new key is refused by its guard if another file was first. One over an object would not be, so
   * it waits where another file may turn out to claim the same key.
   */
  public boolean isCertain(PlanRow row) {
    return row.action() == Action.UPLOAD
        && (row.guard().state() == Guard.State.ABSENT || !policy.mayShareKey(row.path()));
  }

  /**
   * What the ETag of an object is worth. One that is to be under a customer's key, and is under one
   * already, may be written over as any other. One that was encrypted before it left tells nothing
   * of the file.
   *
   * @param name its key behind the prefix; asked only where it matters
   * @param stored how the store encrypts it
   */
  public ETagWorth worth(ObjectName name, ETagWorth stored) {
    EncryptedNames encrypted = policy.rules().encryption().names();
    return switch (stored) {
      case OPAQUE -> stored;
      case CUSTOMER_KEY ->
          policy.rules().properties().of(name.get()).get(Property.SSE_C).isPresent()
              ? ETagWorth.OPAQUE
              : stored;
      case TRANSPARENT ->
          encrypted.any() && encrypted.isEncrypted(name.get()) ? ETagWorth.OPAQUE : stored;
    };
  }

  private Optional<Reason> withoutContent(
      LocalFacts file, Optional<RemoteFacts> object, KnownContent known) {
    if (object.isEmpty()) {
      return Optional.of(Reason.NEW);
    }
    RemoteObject remote = object.get().object();
    if (remote.ambiguous()) {
      return Optional.of(Reason.AMBIGUOUS);
    }
    if (remote.customerKey()) {
      return Optional.of(Reason.CUSTOMER_KEY);
    }
    if (!remote.evident()) {
      return Optional.of(Reason.NO_EVIDENCE);
    }
    if (remote.size() != file.encryptedSize().orElse(file.size())) {
      return Optional.of(Reason.SIZE);
    }
    if (policy.sizeOnly()) {
      return Optional.of(Reason.SAME);
    }
    return remote.encrypted() && object.get().checksum().isEmpty()
        ? Optional.of(ofOpaque(remote.etag(), known))
        : Optional.empty();
  }

  /** What was proven once of an object whose ETag says nothing, or of bytes that the file lost. */
  private static Reason ofOpaque(ETag etag, KnownContent known) {
    if (!known.provenUnder(etag)) {
      return Reason.ENCRYPTED;
    }
    return known.damaged() ? Reason.SILENT_CHANGE : Reason.SAME;
  }

  private static Reason byContent(List<ETag> etags, RemoteFacts object) {
    if (etags.contains(object.content())) {
      return Reason.SAME;
    }
    if (object.content().parts() != 0) {
      return Reason.PART_SIZE_UNKNOWN;
    }
    return object.checksum().isPresent() ? Reason.CHECKSUM : Reason.CONTENT;
  }

  /** What is sent of an encrypted file has another digest each time. */
  private static Optional<ETag> digest(LocalFacts file, Reason reason, List<ETag> read) {
    boolean told = reason == Reason.CONTENT || reason == Reason.CHECKSUM;
    return told && file.encryptedSize().isEmpty()
        ? read.stream().filter(etag -> etag.parts() == 0).findFirst()
        : Optional.empty();
  }

  private Decision row(
      LocalFacts file, Reason reason, Optional<RemoteFacts> object, Optional<ETag> content) {
    TagSet tags = policy.rules().tags().tags(file.name(), reason.verdict());
    boolean sets = reason == Reason.SAME && setsProperties(file);
    if (reason == Reason.SAME && tags.isEmpty() && !sets) {
      return Decision.nothing(reason);
    }
    Action action = sets ? Action.SET_PROPERTIES : action(reason);
    return Decision.of(
        new PlanRow(
            action,
            reason,
            file.key(),
            file.name(),
            file.size(),
            Optional.of(file.mtime()),
            content,
            action == Action.NONE ? Guard.none() : guard(object),
            Optional.empty(),
            Optional.empty(),
            action == Action.NONE ? TagSet.EMPTY : tags,
            action == Action.UPLOAD ? file.id() : Optional.empty(),
            action == Action.UPLOAD ? file.attributes() : Optional.empty()));
  }

  private boolean setsProperties(LocalFacts file) {
    return policy.rules().update() && !policy.rules().properties().of(file.name()).isEmpty();
  }

  /** A copy instead of an upload; what is archived cannot be copied, but a change be uploaded. */
  private Decision copied(
      LocalFacts file, Reason reason, Optional<RemoteFacts> object, CopyOffer copy) {
    if (!copy.copyable()) {
      return row(file, object.isEmpty() ? Reason.ARCHIVED : reason, object, Optional.empty());
    }
    return Decision.of(
        new PlanRow(
            Action.COPY,
            reason,
            file.key(),
            file.name(),
            file.size(),
            Optional.of(file.mtime()),
            Optional.empty(),
            guard(object),
            Optional.empty(),
            Optional.of(copy.source()),
            policy.rules().tags().tags(file.name(), reason.verdict())));
  }

  private Action action(Reason reason) {
    return switch (reason) {
      case NEW, SIZE, CONTENT, CHECKSUM -> Action.UPLOAD;
      case ENCRYPTED, PART_SIZE_UNKNOWN ->
          policy.undecided() == UndecidedPolicy.UPLOAD ? Action.UPLOAD : Action.NONE;
      case SAME -> policy.rules().tags().replace() ? Action.TAG : Action.ADD_TAGS;
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
          UNNEEDED,
          FORGOTTEN,
          ORPHAN ->
          Action.NONE;
    };
  }

  private static Guard guard(Optional<RemoteFacts> object) {
    return object.map(o -> Guard.match(o.object().etag())).orElse(Guard.absent());
  }

  private TagSet orphanTags(ObjectKey key) {
    String name = key.value().substring(policy.prefix().length());
    TagSet byRule = policy.rules().tags().tags(name, Verdict.ORPHAN);
    return policy.orphans() == OrphanPolicy.EXPIRE ? byRule.with(TagSet.EXPIRE) : byRule;
  }

  private Action orphanAction(TagSet tags) {
    if (policy.orphans() == OrphanPolicy.DELETE) {
      return Action.DELETE;
    }
    if (tags.isEmpty()) {
      return Action.NONE;
    }
    return policy.rules().tags().replace() ? Action.TAG : Action.ADD_TAGS;
  }

  private static PlanRow listed(ObjectKey key, Reason reason, long size) {
    return new PlanRow(
        Action.NONE,
        reason,
        key,
        "",
        size,
        Optional.empty(),
        Optional.empty(),
        Guard.none(),
        Optional.empty());
  }
}
