package io.stocktake.executor.testing;

import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A store whose client is killed at one of its requests, which is carried out or not: nothing
 * leaves after it, and its answer and all later ones are lost.
 */
public final class DyingStore {
  private static final Set<String> READS =
      Set.of("head", "tags", "versions", "keepsVersions", "parts");

  private final ObjectStore store;
  private final int last;
  private final boolean carriedOut;
  private final Runnable atDeath;
  private final Runnable afterChange;
  private int requests;
  private boolean dead;

  /**
   * A store that is there for so many requests.
   *
   * @param carriedOut whether the last of them arrives
   * @param atDeath runs when the client is killed
   * @param afterChange runs after each request that may have changed something
   */
  public DyingStore(
      ObjectStore store, int last, boolean carriedOut, Runnable atDeath, Runnable afterChange) {
    this.store = store;
    this.last = last;
    this.carriedOut = carriedOut;
    this.atDeath = atDeath;
    this.afterChange = afterChange;
  }

  /** The store as the client sees it. */
  public ObjectStore seen() {
    return (ObjectStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {ObjectStore.class}, this::request);
  }

  /** Whether the client was killed. */
  public synchronized boolean dead() {
    return dead;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a proxy answers whatever the method does
  private synchronized Object request(Object proxy, Method method, Object[] arguments)
      throws Throwable {
    if (!method.getReturnType().equals(CompletableFuture.class)) {
      return call(method, arguments);
    }
    if (dead) {
      return lost();
    }
    requests++;
    dead = requests == last;
    Object answer = dead && !carriedOut ? null : call(method, arguments);
    if (!READS.contains(method.getName())) {
      afterChange.run();
    }
    if (dead) {
      atDeath.run();
      return lost();
    }
    return answer;
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static CompletableFuture<Object> lost() {
    return CompletableFuture.failedFuture(new StoreException(Kind.FATAL, "killed"));
  }
}
