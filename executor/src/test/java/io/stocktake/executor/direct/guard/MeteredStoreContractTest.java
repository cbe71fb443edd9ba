package io.stocktake.executor.direct.guard;

import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.decorate.MeteredStore;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.ObjectStoreContract;
import java.time.Duration;

/** What is counted and paced is otherwise as it was. */
class MeteredStoreContractTest extends ObjectStoreContract {
  private final ObjectStore store =
      new MeteredStore(
          new MemoryStore(),
          new RunControl(Duration.ofSeconds(1)),
          RequestThrottle.free(4),
          Runnable::run,
          100);

  @Override
  protected ObjectStore store() {
    return store;
  }
}
