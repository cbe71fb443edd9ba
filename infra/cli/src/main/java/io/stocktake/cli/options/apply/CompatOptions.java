package io.stocktake.cli.options.apply;

import io.stocktake.aws.compat.StoreProfile;
import io.stocktake.cli.inputs.store.StoreGuarantees;
import io.stocktake.cli.inputs.store.Waiver;
import io.stocktake.cli.parse.Checked;
import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.StocktakeException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Option --compat: the guarantees of an S3-compatible store, and those to do without. */
final class CompatOptions {
  private static final String AUTO = "auto";

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

  /** What was asked for. */
  StoreGuarantees guarantees() throws StocktakeException {
    Optional<StoreProfile> profile = Optional.empty();
    Set<Waiver> waivers = EnumSet.noneOf(Waiver.class);
    for (String word : words) {
      Optional<Waiver> waiver =
          Stream.of(Waiver.values()).filter(one -> one.code().equals(word)).findFirst();
      waiver.ifPresent(waivers::add);
      if (waiver.isEmpty() && !word.equals(AUTO)) {
        profile = Optional.of(profile(word));
      }
    }
    return new StoreGuarantees(profile, waivers);
  }

  private static StoreProfile profile(String word) throws StocktakeException {
    return Checked.value(
        sentence ->
            "--compat "
                + word
                + " is not auto, aws, minio, ceph, r2, generic or one of "
                + Stream.of(Waiver.values())
                    .map(Waiver::code)
                    .collect(Collectors.toCollection(TreeSet::new)),
        () -> CodedEnum.parse(StoreProfile.class, word));
  }
}
