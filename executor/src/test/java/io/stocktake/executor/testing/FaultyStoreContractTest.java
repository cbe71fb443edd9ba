package io.stocktake.executor.testing;

import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.testing.FaultyStore.Fault;

/** A bad line is a good one while it does no harm. */
class FaultyStoreContractTest extends ObjectStoreContract {
  private final ObjectStore store =
      new FaultyStore(new MemoryStore(), (operation, key) -> Fault.NONE);

  @Override
  protected ObjectStore store() {
    return store;
  }
}
