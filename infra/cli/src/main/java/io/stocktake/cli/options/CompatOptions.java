package io.stocktake.cli.options;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.compat.ProbeResult;
import io.stocktake.aws.compat.StoreProbe;
import io.stocktake.aws.compat.StoreProfile;
import io.stocktake.aws.keys.CustomerKeys;
import io.stocktake.cli.inputs.ProbeFile;
import io.stocktake.cli.parse.Checked;
import io.stocktake.executor.store.Guarantee;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.manifests.CodedEnum;
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
import picocli.CommandLine.Option;

/** Option --compat: the guarantees of an S3-compatible store, and those to do without. */
public final class CompatOptions {
  private static final String AUTO = "auto";
  private static final String UNTOLD_TAGS =
      "the store does not answer GetObjectTagging as Amazon S3 does: an object for which it"
          + " returns no tags is copied without tags";
  private static final Map<String, Set<Guarantee>> WAIVERS =
      Map.of(
          "no-conditional-put",
          EnumSet.of(
              Guarantee.PUT_IF_NONE_MATCH,
              Guarantee.PUT_IF_MATCH,
              Guarantee.COMPLETE_IF_NONE_MATCH,
              Guarantee.COMPLETE_IF_MATCH),
          "no-conditional-copy",
          EnumSet.of(
              Guarantee.COPY_IF_NONE_MATCH,
              Guarantee.COPY_IF_MATCH,
              Guarantee.COPY_SOURCE_IF_MATCH,
              Guarantee.PART_SOURCE_IF_MATCH),
          "no-conditional-delete",
          EnumSet.of(Guarantee.DELETE_IF_MATCH));

  @Option(
      names = "--compat",
      split = ",",
      paramLabel = "WORD",
      defaultValue = AUTO,
      description = {
        "Capabilities of an S3-compatible store: auto (default: probed at the first apply, and"
            + " kept in the plan's directory), or a profile: aws, minio, ceph, r2 or generic. A"
            + " write that relies on a condition the store ignores is refused with exit code 4."
            + " no-conditional-put, no-conditional-copy and no-conditional-delete allow it, with a"
            + " HEAD request just before each write."
      })
  private List<String> words = List.of(AUTO);

  /**
   * The destination's bucket with its guarantees.
   *
   * @param store the bucket
   * @param held the guarantees it gives; for the others a HEAD of the key goes before each write
   * @param notes notes on that for the report
   */
  public record Destination(ObjectStore store, Set<Guarantee> held, List<String> notes) {}

  /** Supplies what is needed; called only if it matters, since it may read the whole plan. */
  @FunctionalInterface
  public interface Question {
    Set<Guarantee> needed() throws IOException;
  }

  /**
   * The bucket, if it gives all that is needed, or the option waives it.
   *
   * @param keys which object is under which of the customer's keys
   * @param directory where it is kept what was found; nowhere without one
   * @throws StocktakeException of kind REFUSED otherwise
   */
  public Destination open(
      AwsSession session,
      S3Location folder,
      CustomerKeys keys,
      Question question,
      Optional<Path> directory)
      throws IOException {
    Optional<StoreProfile> profile = profile();
    Set<Guarantee> waived = waived();
    if (session.endpoint().isEmpty() && profile.isEmpty() && waived.isEmpty()) {
      return new Destination(
          session.store(folder.bucket(), keys), EnumSet.allOf(Guarantee.class), List.of());
    }
    Set<Guarantee> needed = question.needed();
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
    return new Destination(session.store(folder.bucket(), keys, held), held, notes);
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
              + WAIVERS.entrySet().stream()
                  .filter(waiver -> waiver.getValue().stream().anyMatch(left::contains))
                  .map(Map.Entry::getKey)
                  .sorted()
                  .collect(Collectors.joining(","))
              + " to go on with a HEAD request just before each write");
    }
  }

  private static String words(Set<Guarantee> guarantees) {
    return guarantees.stream().map(Guarantee::sentence).collect(Collectors.joining(", "));
  }

  private Optional<StoreProfile> profile() throws StocktakeException {
    Optional<StoreProfile> named = Optional.empty();
    for (String word : words) {
      if (!word.equals(AUTO) && !WAIVERS.containsKey(word)) {
        named = Optional.of(parsed(word));
      }
    }
    return named;
  }

  private static StoreProfile parsed(String word) throws StocktakeException {
    return Checked.value(
        sentence ->
            "--compat "
                + word
                + " is not auto, aws, minio, ceph, r2, generic or one of "
                + WAIVERS.keySet().stream().sorted().toList(),
        () -> CodedEnum.parse(StoreProfile.class, word));
  }

  private Set<Guarantee> waived() {
    Set<Guarantee> all = EnumSet.noneOf(Guarantee.class);
    words.forEach(word -> all.addAll(WAIVERS.getOrDefault(word, Set.of())));
    return all;
  }
}
