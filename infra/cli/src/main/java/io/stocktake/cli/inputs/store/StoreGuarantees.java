package io.stocktake.cli.inputs.store;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.compat.ProbeResult;
import io.stocktake.aws.compat.StoreProbe;
import io.stocktake.aws.compat.StoreProfile;
import io.stocktake.aws.keys.CustomerKeys;
import io.stocktake.executor.store.Guarantee;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The guarantees that a store is taken to give, and those to do without.
 *
 * @param profile what the store is known to be; if it is not, it is probed
 * @param waivers which guarantees may be missing
 */
public record StoreGuarantees(Optional<StoreProfile> profile, Set<Waiver> waivers) {
  private static final String UNTOLD_TAGS =
      "the store does not answer GetObjectTagging as Amazon S3 does: an object for which it"
          + " returns no tags is copied without tags";

  /**
   * A bucket with its guarantees.
   *
   * @param store the bucket
   * @param held the guarantees it gives; for the others a HEAD of the key goes before each write
   * @param notes notes on that for the report
   */
  public record GuardedStore(ObjectStore store, Set<Guarantee> held, List<String> notes) {}

  /** Supplies what is needed; called only if it matters, since it may read the whole plan. */
  @FunctionalInterface
  public interface Question {
    /** The guarantees that some row needs. */
    Set<Guarantee> needed() throws IOException;
  }

  /**
   * The bucket, if it gives all that is needed, or that is waived.
   *
   * @param keys which object is under which of the customer's keys
   * @param directory where it is kept what was found; nowhere without one
   * @throws StocktakeException of kind REFUSED otherwise
   */
  public GuardedStore open(
      AwsSession session,
      S3Location folder,
      CustomerKeys keys,
      Question question,
      Optional<Path> directory)
      throws IOException {
    if (session.endpoint().isEmpty() && profile.isEmpty() && waivers.isEmpty()) {
      return new GuardedStore(
          session.store(folder.bucket(), keys), EnumSet.allOf(Guarantee.class), List.of());
    }
    Set<Guarantee> needed = question.needed();
    Set<Guarantee> waived = waived();
    List<String> notes = new ArrayList<>();
    Set<Guarantee> held =
        profile.isPresent()
            ? profile.get().held()
            : held(probed(session, folder, needed, directory, notes), needed, waived);
    Set<Guarantee> missing = EnumSet.noneOf(Guarantee.class);
    missing.addAll(needed);
    missing.removeAll(held);
    if (missing.remove(Guarantee.TAGS)) {
      notes.add(UNTOLD_TAGS);
    }
    refuse(missing, waived);
    if (!missing.isEmpty()) {
      notes.add(
          "not guarded by the store, only by a HEAD request just before each write: "
              + words(missing));
    }
    return new GuardedStore(session.store(folder.bucket(), keys, held), held, notes);
  }

  private static Map<Guarantee, ProbeResult> probed(
      AwsSession session,
      S3Location folder,
      Set<Guarantee> needed,
      Optional<Path> directory,
      List<String> notes)
      throws IOException {
    Set<Guarantee> asked = EnumSet.noneOf(Guarantee.class);
    asked.addAll(needed);
    if (needed.contains(Guarantee.DELETE_IF_MATCH)) {
      asked.add(Guarantee.DELETE_MANY_IF_MATCH);
    }
    Optional<ProbeFile> file = directory.map(d -> new ProbeFile(d, session.where() + " " + folder));
    Map<Guarantee, ProbeResult> found =
        file.map(ProbeFile::read).orElseGet(() -> new EnumMap<>(Guarantee.class));
    if (!found.keySet().containsAll(asked)) {
      asked.removeAll(found.keySet());
      StoreProbe.Result result = StoreProbe.of(session, folder).run(asked);
      result.note().ifPresent(notes::add);
      found.putAll(result.found());
      if (file.isPresent()) {
        file.get().write(found);
      }
    }
    return found;
  }

  /**
   * What is held to. Where it cannot be told whether answers without tags are errors, they are.
   *
   * @throws StocktakeException if something that is needed, and not waived, could not be tried
   */
  private static Set<Guarantee> held(
      Map<Guarantee, ProbeResult> found, Set<Guarantee> needed, Set<Guarantee> waived)
      throws StocktakeException {
    Set<Guarantee> held = EnumSet.noneOf(Guarantee.class);
    for (Map.Entry<Guarantee, ProbeResult> entry : found.entrySet()) {
      Guarantee guarantee = entry.getKey();
      ProbeResult probed = entry.getValue();
      boolean untried = !probed.known();
      if (probed.held() || (untried && guarantee == Guarantee.TAGS)) {
        held.add(guarantee);
      } else if (untried && needed.contains(guarantee) && !waived.contains(guarantee)) {
        throw StocktakeException.environment(
            "whether the store supports '%s' could not be tested: %s; nothing was done"
                .formatted(guarantee.sentence(), probed.detail()));
      }
    }
    return held;
  }

  private static void refuse(Set<Guarantee> missing, Set<Guarantee> waived)
      throws StocktakeException {
    Set<Guarantee> left = EnumSet.copyOf(missing);
    left.removeAll(waived);
    if (!left.isEmpty()) {
      throw StocktakeException.refused(
          "the store ignores "
              + words(left)
              + ", so changes of other writers since the plan could be overwritten or deleted;"
              + " nothing was done: see 'stocktake probe', or use --compat "
              + EnumSet.allOf(Waiver.class).stream()
                  .filter(waiver -> waiver.waived().stream().anyMatch(left::contains))
                  .map(Waiver::code)
                  .sorted()
                  .collect(Collectors.joining(","))
              + " to go on with a HEAD request just before each write");
    }
  }

  private static String words(Set<Guarantee> guarantees) {
    return guarantees.stream().map(Guarantee::sentence).collect(Collectors.joining(", "));
  }

  private Set<Guarantee> waived() {
    Set<Guarantee> all = EnumSet.noneOf(Guarantee.class);
    waivers.forEach(waiver -> all.addAll(waiver.waived()));
    return all;
  }
}
