package io.stocktake.cli.commands;

import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What happens on Ctrl-C or a termination signal, for as long as it is open: work is asked to stop,
 * and the program goes on to its end; a second one ends it at once.
 *
 * <p>A shutdown hook would come too late: once the JVM shuts down, the native transport delivers no
 * answer any more. {@code sun.misc.Signal} is there in every JDK, but is no API to compile against.
 */
final class Interrupts implements AutoCloseable {
  private static final int INTERRUPTED = 130;

  private final AtomicBoolean asked = new AtomicBoolean();
  private final Map<Object, Object> previous = new LinkedHashMap<>();

  private Interrupts(Runnable stop) {
    for (String name : new String[] {"INT", "TERM"}) {
      try {
        Object signal =
            Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
        previous.put(signal, handle(signal, handler(stop)));
      } catch (ReflectiveOperationException | IllegalArgumentException e) {
        // a JVM that leaves signals alone (-Xrs): it ends as it does without this
      }
    }
  }

  /** Calls {@code stop} on the first interrupt. */
  static Interrupts callOnce(Runnable stop) {
    return new Interrupts(stop);
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

  private Object handler(Runnable stop) throws ClassNotFoundException {
    Class<?> type = Class.forName("sun.misc.SignalHandler");
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          if (method.getName().equals("handle")) {
            interrupted(stop);
          }
          return null;
        });
  }

  private void interrupted(Runnable stop) {
    if (asked.compareAndSet(false, true)) {
      stop.run();
    } else {
      Runtime.getRuntime().halt(INTERRUPTED);
    }
  }

  private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
    return signal
        .getClass()
        .getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"))
        .invoke(null, signal, handler);
  }
}
