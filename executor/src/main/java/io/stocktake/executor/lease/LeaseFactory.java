package io.stocktake.executor.lease;

import io.stocktake.manifests.StocktakeException;
import java.io.Closeable;
import java.io.IOException;
import java.util.function.Consumer;

/** Takes the lease that keeps other runs away from a destination. */
@FunctionalInterface
public interface LeaseFactory {
  /** No lease: other runs are not kept away. */
  LeaseFactory NONE = lost -> () -> {};

  /**
   * Takes the lease.
   *
   * @param lost called once with the reason if the lease is lost: nothing more may be sent then
   * @return releases it
   * @throws StocktakeException of kind REFUSED if another run has it
   */
  Closeable take(Consumer<StocktakeException> lost) throws IOException;
}
