package io.stocktake.cli.options.apply;

import io.stocktake.cli.inputs.ApplySession;
import io.stocktake.cli.inputs.ReloadableRates;
import io.stocktake.cli.parse.Converters.ByteSize;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.control.throttle.RateLimits;
import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.manifests.StocktakeException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;

/** Options of writing to a destination: how fast, under which guards, and under which lease. */
public final class ApplyOptions {
  @Mixin private SendingOptions sending;
  @Mixin private LeaseOptions leases;
  @Mixin private CompatOptions compat;

  /**
   * How rows are done.
   *
   * @param partSize size of a part
   */
  public DirectOptions direct(ByteSize partSize) throws StocktakeException {
    return sending.options(partSize);
  }

  /** The rates asked for, from now on until they are closed. */
  public ReloadableRates rates(Path config, Screen screen) {
    return sending.rates(config, screen);
  }

  /**
   * All that was asked for.
   *
   * @param direct how rows are done
   * @param rates the rates asked for
   */
  public ApplySession.Settings settings(DirectOptions direct, RateLimits rates)
      throws StocktakeException {
    return new ApplySession.Settings(direct, compat.guarantees(), leases.choice(), rates);
  }
}
