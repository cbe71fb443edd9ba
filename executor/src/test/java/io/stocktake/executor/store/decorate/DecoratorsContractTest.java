package io.stocktake.executor.store.decorate;

import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.ObjectStoreContract;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/** Each decorator promises what the store promises. */
class DecoratorsContractTest {
  private abstract static class Decorated extends ObjectStoreContract {
    private final ObjectStore decorated;

    Decorated(ObjectStore decorated) {
      this.decorated = decorated;
    }

    @Override
    protected ObjectStore store() {
      return decorated;
    }
  }

  @Nested
  class Counting extends Decorated {
    Counting() {
      super(new CountingStore(new MemoryStore()));
    }
  }

  @Nested
  class Throttled extends Decorated {
    Throttled() {
      super(
          new ThrottledStore(new MemoryStore(), control(), RequestThrottle.free(4), Runnable::run));
    }
  }

  @Nested
  class CircuitBreaker extends Decorated {
    CircuitBreaker() {
      super(new CircuitBreakerStore(new MemoryStore(), control(), 100));
    }
  }

  /** HEADs make a store that ignores guards one that honours them, as long as it has one writer. */
  @Nested
  class CheckThenWrite extends Decorated {
    CheckThenWrite() {
      super(new CheckThenWriteStore(unguarded(), Set.of()));
    }
  }

  private static RunControl control() {
    return new RunControl(Duration.ofSeconds(1));
  }

  private static MemoryStore unguarded() {
    MemoryStore store = new MemoryStore();
    store.heedNoGuard();
    return store;
  }
}
