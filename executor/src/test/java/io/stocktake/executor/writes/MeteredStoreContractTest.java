package io.stocktake.executor.writes;

import io.stocktake.executor.flow.Halt;
import io.stocktake.executor.pace.Pace;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.ObjectStoreContract;
import java.time.Duration;

/** What is counted and paced is otherwise as it was. */
class MeteredStoreContractTest extends ObjectStoreContract {
  private final ObjectStore store =
      new MeteredStore(
          new MemoryStore(), new Halt(Duration.ofSeconds(1)), Pace.free(4), Runnable::run, 100);

  @Override
  protected ObjectStore store() {
    return store;
  }
}
