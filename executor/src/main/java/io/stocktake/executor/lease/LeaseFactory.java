package io.stocktake.executor.lease;

import io.stocktake.manifests.StocktakeException;
import java.io.Closeable;
import java.io.IOException;
import java.util.function.Consumer;

/** A way to keep other runs away from a destination. */
@FunctionalInterface
public interface LeaseFactory {
  /** Keeps nobody away. */
  LeaseFactory NONE = lost -> () -> {};

  /**
   * Takes the lease.
   *
   * @param lost told why, once, if it is lost while it is held: nothing more may be sent then
   * @return gives it back
   * @throws StocktakeException of kind REFUSED if another run has it
   */
  Closeable take(Consumer<StocktakeException> lost) throws IOException;
}
