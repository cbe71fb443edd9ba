package io.stocktake.planner.fingerprint.md5;

import java.lang.reflect.Constructor;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds the kernel whose registers this machine has. The module of the Vector API is in every JDK
 * of today but incubates: the JVM does not load it unless told so, and whoever says {@code
 * --add-modules jdk.incubator.vector} gets a warning on standard error with every start. The JDK's
 * own way to load one of its modules later has none, and is used if the JVM was started with
 *
 * <pre>
 * --add-exports java.base/jdk.internal.module=ALL-UNNAMED
 * -XX:+UnlockExperimentalVMOptions -XX:+EnableVectorSupport
 * </pre>
 *
 * <p>Everything here is reflection, so that nothing else needs the module.
 */
final class KernelChoice {
  private static final String MODULE = "jdk.incubator.vector";
  private static final int MIN_WIDTH = 8;

  private KernelChoice() {}

  /** What makes kernels; nothing without the API, or with registers below 256 bit. */
  static Optional<Supplier<Kernel>> forThisMachine() {
    int width = preferredWidth();
    return width < MIN_WIDTH ? Optional.empty() : Optional.of(ofWidth(Math.min(width, 16)));
  }

  /** What makes kernels for registers of so many ints, 16 or 8. */
  static Supplier<Kernel> ofWidth(int width) {
    try {
      Constructor<?> constructor =
          Class.forName(KernelChoice.class.getPackageName() + ".Kernel" + width)
              .getDeclaredConstructor();
      return () -> make(constructor);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("no kernel of width " + width, e);
    }
  }

  /** Ints in the widest register that the JVM uses; 0 without the API. */
  static int preferredWidth() {
    try {
      Object species = vectorClass().getField("SPECIES_PREFERRED").get(null);
      return (int) Class.forName(MODULE + ".VectorSpecies").getMethod("length").invoke(species);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return 0;
    }
  }

  private static Class<?> vectorClass() throws ReflectiveOperationException {
    try {
      return Class.forName(MODULE + ".IntVector");
    } catch (ClassNotFoundException e) {
      Class.forName("jdk.internal.module.Modules")
          .getMethod("loadModule", String.class)
          .invoke(null, MODULE);
      return Class.forName(MODULE + ".IntVector");
    }
  }

  private static Kernel make(Constructor<?> constructor) {
    try {
      return (Kernel) constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the Vector API is not the one of JDK 17", e);
    }
  }
}
