package io.stocktake.planner.files;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.util.Optional;

/**
 * System calls by Java's foreign functions, a JDK of version 22 or newer and a C library given:
 * they take and fill memory that is there already, where those of {@link SystemCalls} make an
 * object of each name and set each attribute by itself. Found by reflection, since this is compiled
 * for older JDKs, too. A call that fails returns a negative number, and somebody else says why.
 */
final class ForeignCalls {
  /** Whether they are there. */
  static final boolean AVAILABLE;

  private static final MethodHandle CLOSE;
  private static final MethodHandle LIST;
  private static final MethodHandle STAT;

  static {
    Optional<Library> library =
        SystemCalls.AVAILABLE && Runtime.version().feature() >= Library.SINCE
            ? Library.find()
            : Optional.empty();
    AVAILABLE = library.isPresent();
    CLOSE = library.map(found -> found.close).orElse(null);
    LIST = library.map(found -> found.list).orElse(null);
    STAT = library.map(found -> found.stat).orElse(null);
  }

  private ForeignCalls() {}

  static int close(int file) {
    try {
      return (int) CLOSE.invokeExact(file);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Fills a buffer with entries as getdents64(2) does; returns the bytes filled, 0 at the end. */
  static long list(int directory, long buffer, long bytes) {
    try {
      return (long) LIST.invokeExact(directory, buffer, bytes);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Fills a buffer with what statx(2) says of a name in a directory. */
  static int stat(int directory, long name, int flags, int mask, long buffer) {
    try {
      return (int) STAT.invokeExact(directory, name, flags, mask, buffer);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static IllegalStateException unexpected(Throwable e) {
    return new IllegalStateException("a foreign function did not return", e);
  }

  /** The C library. An address is passed as a long, so that no type of newer JDKs is needed. */
  private static final class Library {
    static final int SINCE = 22;

    private final Class<?> linkerType = Class.forName("java.lang.foreign.Linker");
    private final Class<?> layoutType = Class.forName("java.lang.foreign.MemoryLayout");
    private final Class<?> values = Class.forName("java.lang.foreign.ValueLayout");
    private final Object linker = linkerType.getMethod("nativeLinker").invoke(null);
    private final MethodHandle close = function("close", int.class, int.class);
    private final MethodHandle list =
        function("getdents64", long.class, int.class, long.class, long.class);
    private final MethodHandle stat =
        function("statx", int.class, int.class, long.class, int.class, int.class, long.class);

    private Library() throws ReflectiveOperationException {}

    static Optional<Library> find() {
      try {
        return Optional.of(new Library());
      } catch (ReflectiveOperationException | RuntimeException e) {
        return Optional.empty();
      }
    }

    private MethodHandle function(String name, Class<?> result, Class<?>... parameters)
        throws ReflectiveOperationException {
      Object lookup = linkerType.getMethod("defaultLookup").invoke(linker);
      Optional<?> symbol =
          (Optional<?>)
              Class.forName("java.lang.foreign.SymbolLookup")
                  .getMethod("find", String.class)
                  .invoke(lookup, name);
      Object layouts = Array.newInstance(layoutType, parameters.length);
      for (int i = 0; i < parameters.length; i++) {
        Array.set(layouts, i, layout(parameters[i]));
      }
      Class<?> descriptor = Class.forName("java.lang.foreign.FunctionDescriptor");
      Class<?> option = Class.forName("java.lang.foreign.Linker$Option");
      return (MethodHandle)
          linkerType
              .getMethod(
                  "downcallHandle",
                  Class.forName("java.lang.foreign.MemorySegment"),
                  descriptor,
                  option.arrayType())
              .invoke(
                  linker,
                  symbol.orElseThrow(),
                  descriptor
                      .getMethod("of", layoutType, layoutType.arrayType())
                      .invoke(null, layout(result), layouts),
                  Array.newInstance(option, 0));
    }

    private Object layout(Class<?> type) throws ReflectiveOperationException {
      return values.getField(type == int.class ? "JAVA_INT" : "JAVA_LONG").get(null);
    }
  }
}
