package io.stocktake.planner.files;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The system calls that the JDK's own file classes make. Called directly, they save what those
 * classes add to every file: several objects, locks, a second way along the path. They are there
 * where the JVM runs on Linux, in a UTF-8 locale, with {@code --add-opens
 * java.base/sun.nio.fs=ALL-UNNAMED --add-exports java.base/sun.nio.ch=ALL-UNNAMED}; elsewhere the
 * public classes do. A failed call throws what those would.
 */
final class SystemCalls {
  /** Whether they are there. */
  static final boolean AVAILABLE;

  /** {@code AT_SYMLINK_NOFOLLOW} of Linux. */
  private static final int NO_FOLLOW = 0x100;

  /** {@code O_NONBLOCK} of Linux: a pipe that has taken a file's place is not waited for. */
  static final int NO_WAITING = 0x800;

  /** {@code O_NOFOLLOW}, which differs from processor to processor. */
  private static final int OPEN_NO_FOLLOW;

  private static final MethodHandle OPEN;
  private static final MethodHandle OPEN_AT;
  private static final MethodHandle READ;
  private static final MethodHandle CLOSE;
  private static final MethodHandle STAT;
  private static final MethodHandle STAT_AT;
  private static final MethodHandle LIST;
  private static final MethodHandle NEXT;
  private static final MethodHandle END;
  private static final MethodHandle ADDRESS;
  private static final MethodHandle EXPLAIN;
  private static final MethodHandle LIST_ATTRIBUTES;
  private static final MethodHandle ATTRIBUTE;
  private static final MethodHandle ERROR;

  /** {@code EOPNOTSUPP} and {@code ENODATA} of Linux. */
  private static final int NOT_SUPPORTED = 95;

  private static final int NO_DATA = 61;

  static {
    Handles handles = Handles.find();
    AVAILABLE = handles.complete;
    OPEN_NO_FOLLOW = handles.openNoFollow;
    OPEN = handles.open;
    OPEN_AT = handles.openAt;
    READ = handles.read;
    CLOSE = handles.close;
    STAT = handles.stat;
    STAT_AT = handles.statAt;
    LIST = handles.list;
    NEXT = handles.next;
    END = handles.end;
    ADDRESS = handles.address;
    EXPLAIN = handles.explain;
    LIST_ATTRIBUTES = handles.listAttributes;
    ATTRIBUTE = handles.attribute;
    ERROR = handles.error;
  }

  private SystemCalls() {}

  /**
   * Opens a file or directory to read it.
   *
   * @param follow whether a symbolic link stands for its target, or is an error
   */
  static int open(Path path, boolean follow) throws IOException {
    int flags = follow ? 0 : OPEN_NO_FOLLOW;
    try {
      return (int) OPEN.invokeExact(path, flags | NO_WAITING, 0);
    } catch (Throwable e) {
      return openWaiting(path, flags); // another's lease on a file gives way to who waits
    }
  }

  private static int openWaiting(Path path, int flags) throws IOException {
    try {
      return (int) OPEN.invokeExact(path, flags, 0);
    } catch (Throwable e) {
      throw explained(e, path);
    }
  }

  /**
   * Opens a name in a directory to read it; a symbolic link is an error, or with {@code O_PATH} no
   * directory.
   *
   * @param directory the directory's descriptor
   * @param flags more flags of openat(2)
   * @param path what a failure is told of
   */
  static int openIn(int directory, byte[] name, int flags, Path path) throws IOException {
    int all = flags | OPEN_NO_FOLLOW;
    try {
      return (int) OPEN_AT.invokeExact(directory, name, all | NO_WAITING, 0);
    } catch (Throwable e) {
      return openInWaiting(directory, name, all, path);
    }
  }

  private static int openInWaiting(int directory, byte[] name, int flags, Path path)
      throws IOException {
    try {
      return (int) OPEN_AT.invokeExact(directory, name, flags, 0);
    } catch (Throwable e) {
      throw explained(e, path);
    }
  }

  /** The address of a direct buffer. */
  static long address(ByteBuffer direct) {
    try {
      return (long) ADDRESS.invokeExact(direct);
    } catch (Throwable e) {
      throw new IllegalStateException("a direct buffer without an address", e);
    }
  }

  /** Reads on; returns the number of bytes, or a number below 1 at the end of the file. */
  static int read(int file, long address, int length, Path path) throws IOException {
    try {
      return (int) READ.invokeExact(file, address, length);
    } catch (Throwable e) {
      throw explained(e, path);
    }
  }

  static void close(int file, Path path) throws IOException {
    try {
      CLOSE.invokeExact(file);
    } catch (Throwable e) {
      throw explained(e, path);
    }
  }

  /** Stats an open file. */
  static void stat(int file, UnixStat into, Path path) throws IOException {
    try {
      STAT.invokeExact(file, into.attributes());
    } catch (Throwable e) {
      throw explained(e, path);
    }
  }

  /** Stats an entry of an open directory; a symbolic link is not followed. */
  static void stat(int directory, byte[] name, UnixStat into, Path path) throws IOException {
    try {
      STAT_AT.invokeExact(directory, name, NO_FOLLOW, into.attributes());
    } catch (Throwable e) {
      throw explained(e, path);
    }
  }

  /** Begins to list an open directory, which is closed by {@link #end}. */
  static long list(int directory, Path path) throws IOException {
    try {
      return (long) LIST.invokeExact(directory);
    } catch (Throwable e) {
      throw explained(e, path);
    }
  }

  /** The next entry of a directory, {@code .} and {@code ..} included, or null. */
  static byte[] next(long listing, Path path) throws IOException {
    try {
      return (byte[]) NEXT.invokeExact(listing);
    } catch (Throwable e) {
      throw explained(e, path);
    }
  }

  static void end(long listing, Path path) throws IOException {
    try {
      END.invokeExact(listing);
    } catch (Throwable e) {
      throw explained(e, path);
    }
  }

  /**
   * Lists the names of an open file's extended attributes, each with a zero byte behind it; returns
   * the bytes filled, none where the file system has no such attributes.
   */
  static int listAttributes(int file, long address, int length, Path path) throws IOException {
    try {
      return (int) LIST_ATTRIBUTES.invokeExact(file, address, length);
    } catch (Throwable e) {
      if (isError(e, NOT_SUPPORTED)) {
        return 0;
      }
      throw explained(e, path);
    }
  }

  /** The value of an extended attribute; a negative number if the file has it no more. */
  static int attribute(int file, byte[] name, long address, int length, Path path)
      throws IOException {
    try {
      return (int) ATTRIBUTE.invokeExact(file, name, address, length);
    } catch (Throwable e) {
      if (isError(e, NO_DATA)) {
        return -1;
      }
      throw explained(e, path);
    }
  }

  private static boolean isError(Throwable failure, int number) {
    try {
      return failure instanceof Exception
          && !(failure instanceof RuntimeException)
          && (int) ERROR.invokeExact(failure) == number;
    } catch (Throwable e) {
      return false;
    }
  }

  private static IOException explained(Throwable failure, Path path) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    try {
      return (IOException) EXPLAIN.invokeExact(failure, path);
    } catch (Throwable e) {
      throw new IllegalStateException("a system call failed without a reason", failure);
    }
  }

  /** Methods of the JDK's own classes, by their names there. */
  private static final class Handles {
    private boolean complete;
    private int openNoFollow;
    private MethodHandle open;
    private MethodHandle openAt;
    private MethodHandle read;
    private MethodHandle close;
    private MethodHandle stat;
    private MethodHandle statAt;
    private MethodHandle list;
    private MethodHandle next;
    private MethodHandle end;
    private MethodHandle address;
    private MethodHandle explain;
    private MethodHandle listAttributes;
    private MethodHandle attribute;
    private MethodHandle error;

    static Handles find() {
      Handles handles = new Handles();
      if (!"Linux".equals(System.getProperty("os.name"))
          || !"UTF-8".equals(System.getProperty("sun.jnu.encoding"))
          || !UnixStat.AVAILABLE) {
        return handles;
      }
      try {
        handles.findAll();
        handles.complete = true;
      } catch (ReflectiveOperationException | RuntimeException e) {
        handles.complete = false;
      }
      return handles;
    }

    private void findAll() throws ReflectiveOperationException {
      Class<?> calls = Class.forName("sun.nio.fs.UnixNativeDispatcher");
      Class<?> path = Class.forName("sun.nio.fs.UnixPath");
      Class<?> attributes = UnixStat.TYPE;
      Lookup lookup = MethodHandles.privateLookupIn(calls, MethodHandles.lookup());
      Class<?> constants = Class.forName("sun.nio.fs.UnixConstants");
      openNoFollow =
          (int)
              MethodHandles.privateLookupIn(constants, MethodHandles.lookup())
                  .findStaticVarHandle(constants, "O_NOFOLLOW", int.class)
                  .get();
      open = call(lookup, "open", int.class, path, int.class, int.class);
      openAt = call(lookup, "openat", int.class, int.class, byte[].class, int.class, int.class);
      read = call(lookup, "read", int.class, int.class, long.class, int.class);
      close = call(lookup, "close", void.class, int.class);
      stat = call(lookup, "fstat", void.class, int.class, attributes);
      statAt = call(lookup, "fstatat", void.class, int.class, byte[].class, int.class, attributes);
      list = call(lookup, "fdopendir", long.class, int.class);
      next = call(lookup, "readdir", byte[].class, long.class);
      end = call(lookup, "closedir", void.class, long.class);
      listAttributes = call(lookup, "flistxattr", int.class, int.class, long.class, int.class);
      attribute =
          call(lookup, "fgetxattr", int.class, int.class, byte[].class, long.class, int.class);
      Class<?> failure = Class.forName("sun.nio.fs.UnixException");
      Lookup failures = MethodHandles.privateLookupIn(failure, MethodHandles.lookup());
      error =
          failures
              .findVirtual(failure, "errno", MethodType.methodType(int.class))
              .asType(MethodType.methodType(int.class, Throwable.class));
      explain =
          failures
              .findVirtual(failure, "asIOException", MethodType.methodType(IOException.class, path))
              .asType(MethodType.methodType(IOException.class, Throwable.class, Path.class));
      address =
          MethodHandles.lookup()
              .findVirtual(
                  Class.forName("sun.nio.ch.DirectBuffer"),
                  "address",
                  MethodType.methodType(long.class))
              .asType(MethodType.methodType(long.class, ByteBuffer.class));
    }

    /** A static method, with public types in place of the JDK's own. */
    private static MethodHandle call(
        Lookup lookup, String name, Class<?> result, Class<?>... parameters)
        throws ReflectiveOperationException {
      MethodType own = MethodType.methodType(result, parameters);
      MethodType known = own;
      for (int i = 0; i < parameters.length; i++) {
        if (Path.class.isAssignableFrom(parameters[i])) {
          known = known.changeParameterType(i, Path.class);
        } else if (parameters[i] == UnixStat.TYPE) {
          known = known.changeParameterType(i, Object.class);
        }
      }
      return lookup.findStatic(lookup.lookupClass(), name, own).asType(known);
    }
  }
}
