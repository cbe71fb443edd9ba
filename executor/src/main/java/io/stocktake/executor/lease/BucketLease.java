package io.stocktake.executor.lease;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.ConditionalFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A lease, kept as an object in the destination's bucket: created with If-None-Match, renewed and
 * removed with If-Match. Another run takes it over, with the same conditions, when it has expired
 * by the store's clock, or when its holder was a process of this machine that has ended. No write
 * depends on it: each has a guard of its own.
 */
public final class BucketLease implements LeaseFactory {
  /** How long a lease lasts, unless told otherwise. */
  public static final Duration LASTS = Duration.ofMinutes(5);

  /** A holder may have requests in flight when its lease expires. */
  static final Duration MARGIN = Duration.ofMinutes(1);

  private final ConditionalFiles folder;
  private final String name;
  private final LeaseOwner owner;
  private final Duration lasts;
  private final Consumer<String> note;

  /**
   * A lease that is not taken yet.
   *
   * @param folder where it is kept
   * @param name its name there
   * @param owner who takes it
   * @param lasts how long it lasts without being renewed; whole seconds
   * @param note takes what a person should know, in a sentence
   */
  public BucketLease(
      ConditionalFiles folder,
      String name,
      LeaseOwner owner,
      Duration lasts,
      Consumer<String> note) {
    this.folder = folder;
    this.name = name;
    this.owner = owner;
    this.lasts = lasts;
    this.note = note;
  }

  @Override
  public Closeable take(Consumer<StocktakeException> lost) throws IOException {
    LeaseDocument mine = new LeaseDocument(owner, lasts, 0);
    long now = System.nanoTime();
    try {
      Optional<ETag> etag = write(mine, Optional.empty());
      return new LeaseRenewer(
          this, mine, etag.isPresent() ? etag.get() : takeOver(mine), now, lost);
    } catch (StocktakeException e) {
      throw e.kind() == StocktakeException.Kind.REFUSED
          ? e
          : StocktakeException.environment(
              FailureCode.LEASE_UNAVAILABLE,
              "the lease that keeps other runs away cannot be taken: "
                  + e.getMessage()
                  + "; nothing was done",
              e);
    }
  }

  private ETag takeOver(LeaseDocument mine) throws IOException {
    Optional<Found> found = find();
    Optional<ConditionalFiles.Seen> seen = folder.head(name);
    if (found.isPresent() && found.get().text().holder().run().equals(owner.run())) {
      return found.get().etag();
    }
    boolean unchanged =
        found.isPresent() && seen.map(ConditionalFiles.Seen::etag).equals(found.map(Found::etag));
    if (unchanged && isOver(found.get().text(), seen.get().age())) {
      Optional<ETag> taken = write(mine, Optional.of(found.get().etag()));
      if (taken.isPresent()) {
        note.accept(
            "took over the lease of "
                + found.get().text().holder().words()
                + ", which ended without releasing it");
        return taken.get();
      }
    }
    throw refused(found, seen);
  }

  private boolean isOver(LeaseDocument other, Duration age) {
    return other.holder().hasEndedBeside(owner) || age.compareTo(other.lasts().plus(MARGIN)) > 0;
  }

  private StocktakeException refused(Optional<Found> found, Optional<ConditionalFiles.Seen> seen) {
    String who = found.map(f -> f.text().holder().words()).orElse("a run that has just ended");
    String last =
        seen.map(s -> "; it last renewed its lease " + s.age().toSeconds() + " s ago").orElse("");
    Duration lasting = found.map(f -> f.text().lasts()).orElse(lasts).plus(MARGIN);
    return StocktakeException.refused(
        "another run writes below this destination: "
            + who
            + last
            + "; nothing was done: wait for it. Should it have died, its lease "
            + folder.describe(name)
            + " is taken over "
            + lasting.toSeconds()
            + " s after its last renewal");
  }

  /** A lease as it is in the bucket. */
  record Found(ETag etag, LeaseDocument text) {}

  /**
   * What is there now.
   *
   * @throws StocktakeException of kind REFUSED if it is no lease
   */
  Optional<Found> find() throws IOException {
    Path local = Files.createTempFile("stocktake-lease-", ".json");
    try {
      Optional<ETag> etag = folder.fetch(name, local);
      if (etag.isEmpty()) {
        return Optional.empty();
      }
      Optional<LeaseDocument> text = LeaseDocument.parse(Files.readAllBytes(local));
      if (text.isEmpty()) {
        throw StocktakeException.refused(
            FailureCode.LEASE_KEY_TAKEN,
            folder.describe(name)
                + " is where this run would keep its lease, but it is something else; nothing was"
                + " done");
      }
      return Optional.of(new Found(etag.get(), text.get()));
    } finally {
      Files.deleteIfExists(local);
    }
  }

  /** Writes it over what was seen; nothing if that is not there any more. */
  Optional<ETag> write(LeaseDocument text, Optional<ETag> seen) throws IOException {
    Path local = Files.createTempFile("stocktake-lease-", ".json");
    try {
      Files.write(local, text.json());
      return folder.put(name, local, 0, Files.size(local), seen);
    } finally {
      Files.deleteIfExists(local);
    }
  }

  /** Releases it; if that fails, it expires. */
  void remove(ETag seen) {
    try {
      folder.delete(name, seen);
    } catch (IOException e) {
      note.accept(
          "the lease could not be released ("
              + e.getMessage()
              + "); other runs take it over in "
              + lasts.plus(MARGIN).toSeconds()
              + " s");
    }
  }

  /** Its name, for people. */
  String describe() {
    return folder.describe(name);
  }
}
