package io.stocktake.executor.testing;

import io.stocktake.executor.store.ObjectStore;

/** The tests' own store, on whose promises those of the engine stand. */
class MemoryStoreContractTest extends ObjectStoreContract {
  private final MemoryStore store = new MemoryStore();

  @Override
  protected ObjectStore store() {
    return store;
  }
}
