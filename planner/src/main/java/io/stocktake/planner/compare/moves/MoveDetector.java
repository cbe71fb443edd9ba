package io.stocktake.planner.compare.moves;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.planner.compare.content.ContentResolver;
import io.stocktake.planner.compare.content.HashingPool;
import io.stocktake.planner.compare.output.PlanCollector;
import io.stocktake.planner.compare.output.PlanRowCodec;
import io.stocktake.planner.compare.remote.RemoteIndex;
import io.stocktake.planner.inventory.InventoryRow;
import io.stocktake.planner.join.BloomFilter;
import io.stocktake.planner.reconcile.OrphanPolicy;
import io.stocktake.planner.reconcile.Reconciler;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.source.WalkedFile;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Finds moved files: new files with the content of an object that has no file any more, so that
 * they are copied on the server instead of uploaded; and if asked for, duplicates, with the content
 * of an object that stays. Which objects those are is known only when all is walked; new files wait
 * for that in a file. Of them, those are read that have the size of such an object, and those whose
 * content may be one's are joined with the inventory by content.
 */
public final class MoveDetector implements Closeable {
  private static final int BUFFER = 256 * 1024;

  private final S3Location destination;
  private final PlanOptions options;
  private final Reconciler reconciler;
  private final RemoteIndex remote;
  private final PlanCollector findings;
  private final ContentResolver contents;
  private final Path waiting;
  private final DataOutputStream out;
  private final ExternalSorter<PlanRow> joined;
  private final boolean knowsAbsence;
  private final boolean duplicates;
  private final LongAdder candidates = new LongAdder();
  private final Optional<BloomFilter> sizes;
  private long rows;

  /**
   * Takes the rows of new files.
   *
   * @param early whether those that have no object's size are worth telling apart at once
   */
  public MoveDetector(
      S3Location destination,
      Path scratch,
      PlanOptions options,
      Reconciler reconciler,
      RemoteIndex remote,
      PlanCollector findings,
      ContentResolver contents,
      boolean early)
      throws IOException {
    this.destination = destination;
    this.options = options;
    this.reconciler = reconciler;
    this.remote = remote;
    this.findings = findings;
    this.contents = contents;
    this.knowsAbsence = options.selection().filesFrom().isEmpty();
    this.duplicates = options.reading().copyDuplicates();
    if (duplicates) {
      findings.touched().watch(remote.table().size());
    }
    this.sizes = early ? Optional.of(CopyCandidates.sizes(remote.table())) : Optional.empty();
    Path own = Files.createDirectories(scratch.resolve("moves"));
    this.waiting = own.resolve("new-files");
    this.out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(waiting), BUFFER));
    this.joined =
        PlanRowCodec.sorter(
            own.resolve("joined"), PlanRowCodec.ROWS_IN_MEMORY, ContentMatcher.ORDER);
  }

  /** Takes the row of a new file; where nothing can have been moved, it is found at once. */
  public void offer(PlanRow row, WalkedFile walked) throws IOException {
    if (row.size() == 0
        || remote.table().size() == 0
        || !(knowsAbsence || duplicates)
        || options.reading().sizeOnly()
        || options.content().orphans() == OrphanPolicy.LIST
        || (sizes.isPresent() && !sizes.get().mayHold(row.size()))) {
      findings.row(row);
      return;
    }
    synchronized (out) {
      PlanRowCodec.write(out, row);
      PlanRowCodec.write(out, walked);
      rows++;
    }
  }

  /** Finds a row for every new file that waits; to be called when all is walked. */
  public void settle() throws IOException, InterruptedException {
    out.close();
    if (rows == 0) {
      return;
    }
    CopyCandidates sources = CopyCandidates.in(remote.table(), knowsAbsence, duplicates);
    try (HashingPool hashing = new HashingPool(options.resources().threads())) {
      read(hashing, sources);
      hashing.finish();
    }
    join(sources);
  }

  private void read(HashingPool hashing, CopyCandidates sources) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(waiting), BUFFER))) {
      for (long i = 0; i < rows; i++) {
        PlanRow row = PlanRowCodec.read(in);
        WalkedFile walked = PlanRowCodec.readFile(in, row);
        if (sources.maySize(row.size())) {
          read(hashing, row, walked, sources);
        } else {
          findings.row(row);
        }
      }
    }
  }

  private void read(HashingPool hashing, PlanRow row, WalkedFile walked, CopyCandidates sources)
      throws IOException {
    List<ETag> forms = sources.forms(row.size());
    Optional<ContentResolver.Resolved> remembered = contents.remembered(walked, forms);
    if (remembered.isPresent()) {
      take(row, sources, remembered.get());
    } else {
      contents.read(hashing, walked, forms, known -> take(row, sources, known));
    }
  }

  private void take(PlanRow row, CopyCandidates sources, ContentResolver.Resolved read)
      throws IOException {
    Optional<Reason> problem = read.evidence().problem();
    if (problem.isPresent()) {
      findings.row(reconciler.unread(row, problem.get()));
      return;
    }
    Optional<ETag> content =
        read.evidence().etags().stream()
            .filter(etag -> sources.mayHold(row.size(), etag))
            .findFirst();
    if (content.isPresent()) {
      candidates.increment();
      sources.wanted(row.size(), content.get());
      joined.add(withContent(row, content));
    } else {
      findings.row(row);
    }
  }

  private void join(CopyCandidates sources) throws IOException, InterruptedException {
    if (candidates.sum() > 0) {
      remote.objects(
          (row, object) -> {
            if (!object.ambiguous() && sources.isWanted(row) && stays(row, object.claimed())) {
              joined.add(source(row, object.claimed()));
            }
          });
    }
    ContentMatcher pairs = new ContentMatcher(this::copied);
    joined.drain(pairs::row);
  }

  /**
   * Whether a copy finds the object as it is: orphans go last, and other rows might come before.
   */
  private boolean stays(InventoryRow row, boolean claimed) {
    return claimed
        ? duplicates && !findings.touched().mayHold(ObjectKey.of(row.key()))
        : knowsAbsence;
  }

  private static PlanRow source(InventoryRow row, boolean claimed) {
    return new PlanRow(
        Action.NONE,
        claimed ? Reason.SAME : Reason.ORPHAN,
        ObjectKey.of(row.key()),
        "",
        row.size(),
        Optional.empty(),
        row.etag(),
        Guard.none(),
        row.versionId());
  }

  private void copied(PlanRow row, Optional<PlanRow> object) throws IOException {
    findings.row(
        object.map(from -> copy(row, from)).orElseGet(() -> withContent(row, Optional.empty())));
  }

  private PlanRow copy(PlanRow row, PlanRow object) {
    Reason reason = object.reason() == Reason.ORPHAN ? Reason.MOVED : Reason.DUPLICATE;
    CopySource from =
        new CopySource(
            destination.bucket(), object.key(), object.content().orElseThrow(), object.versionId());
    return reconciler.copyOf(row, from, reason);
  }

  private static PlanRow withContent(PlanRow row, Optional<ETag> content) {
    return new PlanRow(
        row.action(),
        row.reason(),
        row.key(),
        row.path(),
        row.size(),
        row.mtime(),
        content,
        row.guard(),
        row.versionId(),
        row.copySource(),
        row.tags(),
        row.file(),
        row.attributes());
  }

  @Override
  public void close() throws IOException {
    try (joined) {
      out.close();
    }
  }
}
