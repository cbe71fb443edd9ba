package io.stocktake.executor.store.decorate;

import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.ObjectStoreContract;
import java.util.Set;

/** Looks make a store that heeds no guard one that heeds them all, as long as it has one writer. */
class LookingStoreContractTest extends ObjectStoreContract {
  private final MemoryStore heedless = new MemoryStore();
  private final ObjectStore store = new CheckThenWriteStore(heedless, Set.of());

  LookingStoreContractTest() {
    heedless.heedNoGuard();
  }

  @Override
  protected ObjectStore store() {
    return store;
  }
}
