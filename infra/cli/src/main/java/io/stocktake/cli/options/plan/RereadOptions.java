package io.stocktake.cli.options.plan;

import io.stocktake.cli.parse.Converters.ByteRate;
import io.stocktake.cli.parse.Converters.Share;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.request.ReadOptions;
import java.security.SecureRandom;
import picocli.CommandLine.Option;

/** Which files are read though they are known, and how fast. */
public final class RereadOptions {
  @Option(
      names = "--rehash",
      paramLabel = "N%",
      defaultValue = "0%",
      description = {
        "Read this share of the remembered files all the same, chosen at random: it finds damaged"
            + " files, and times that lie (default: 0%%)."
      })
  private Share rehash;

  @Option(
      names = "--read-limit",
      paramLabel = "RATE",
      description = {
        "Read no more of the files than this in a second, all threads together, such as 200M or"
            + " 1.5Gi: it leaves others some of a file server (default: no limit)."
      })
  private ByteRate readLimit;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = {
        "Draw the files of --rehash and --sample by this number, as an earlier run did that told it"
            + " (default: another each time)."
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

  /** What was asked for. */
  public ReadOptions reading() {
    long drawn = seed == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : seed;
    ReadOptions reading = ReadOptions.DEFAULT.withRehash(rehash.value()).withSeed(drawn);
    return readLimit == null ? reading : reading.withLimit(readLimit.bytes());
  }
}
