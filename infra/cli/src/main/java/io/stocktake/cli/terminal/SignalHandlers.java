package io.stocktake.cli.terminal;

import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Handlers of signals while it is open; closing restores the earlier ones.
 *
 * <p>{@code sun.misc.Signal} is there in every JDK, but is no API to compile against.
 */
public final class SignalHandlers implements AutoCloseable {
  private final Map<Object, Object> previous = new LinkedHashMap<>();

  private SignalHandlers(Runnable action, String... names) {
    for (String name : names) {
      try {
        Object signal =
            Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
        previous.put(signal, handle(signal, handler(action)));
      } catch (ReflectiveOperationException | IllegalArgumentException e) {
        // a JVM that leaves signals alone (-Xrs), or a system that has none of this name
      }
    }
  }

  /** Runs the action whenever one of the signals comes, named without their SIG. */
  public static SignalHandlers on(Runnable action, String... names) {
    return new SignalHandlers(action, names);
  }

  @Override
  public void close() {
    previous.forEach(
        (signal, handler) -> {
          try {
            handle(signal, handler);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a signal that was taken can be given back", e);
          }
        });
  }

  private static Object handler(Runnable action) throws ClassNotFoundException {
    Class<?> type = Class.forName("sun.misc.SignalHandler");
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          if (method.getName().equals("handle")) {
            action.run();
          }
          return null;
        });
  }

  private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
    return signal
        .getClass()
        .getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"))
        .invoke(null, signal, handler);
  }
}
