package io.stocktake.cli.restore;

import io.stocktake.executor.restore.RestoreOptions;
import picocli.CommandLine.Option;

/** Options of carrying out a restore plan. */
public final class RestoreApplyOptions {
  @Option(
      names = "--no-trash",
      description = {
        "For a restore plan: remove files at once. Without, they are moved to .stocktake-trash"
            + " below the directory."
      })
  private boolean noTrash;

  @Option(
      names = "--restore-special-bits",
      description = "For a restore plan: also restore setuid, setgid and sticky bits.")
  private boolean specialBits;

  /** What was asked for. */
  public RestoreOptions options(int concurrency) {
    RestoreOptions defaults = RestoreOptions.DEFAULTS;
    return new RestoreOptions(
        Math.min(concurrency, defaults.concurrency()),
        defaults.giveUpAfter(),
        defaults.attempts(),
        !noTrash,
        specialBits,
        defaults.stopGrace());
  }
}
