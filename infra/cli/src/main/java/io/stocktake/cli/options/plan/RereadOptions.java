package io.stocktake.cli.options.plan;

import io.stocktake.cli.parse.Converters.ByteRate;
import io.stocktake.cli.parse.Converters.Share;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.request.ReadOptions;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** Options of reading files again, and of the reading rate. */
public final class RereadOptions {
  @Option(
      names = "--rehash",
      paramLabel = "N%",
      defaultValue = "0%",
      description = {
        "Read this share of the remembered files again, chosen at random: finds corrupt files, and"
            + " files changed without a new mtime (default: 0%%)."
      })
  private Share rehash;

  @Option(
      names = "--read-limit",
      paramLabel = "RATE",
      description = {
        "Read limit in bytes per second, all threads together, such as 200M or 1.5Gi; leaves"
            + " bandwidth for other users of a file server (default: no limit)."
      })
  private ByteRate readLimit;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = {
        "Seed that chooses the files of --rehash and --sample, as printed by an earlier run"
            + " (default: random)."
      })
  private Long seed;

  /** Whether files are read that are known. */
  boolean rehashes() {
    return rehash.value() > 0;
  }

  /**
   * Refuses what does not go together.
   *
   * @param known whether any file's content may be known without reading it
   */
  public void check(boolean known) throws StocktakeException {
    if (rehashes() && !known) {
      throw StocktakeException.usage(
          "--rehash is for files that are known without reading: it needs --state or --checksums");
    }
  }

  /** Reads all that must be read. */
  ReadOptions reading(boolean sizeOnly, boolean copyDuplicates, Optional<Path> duplicates) {
    return new ReadOptions(
        rehash.value(), copyDuplicates, limit(), duplicates, sizeOnly, 1, drawnSeed());
  }

  /** Reads a share of the files, 0 to 1, where nothing else decides. */
  public ReadOptions reading(double sample) {
    return new ReadOptions(
        rehash.value(), false, limit(), Optional.empty(), false, sample, drawnSeed());
  }

  private OptionalLong limit() {
    return readLimit == null ? OptionalLong.empty() : OptionalLong.of(readLimit.bytes());
  }

  private long drawnSeed() {
    return seed == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : seed;
  }
}
