package io.stocktake.executor.restore.attributes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.catalogue.Bytes;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Sets extended attributes ({@code xattr(7)}), ACLs among them, by {@code fsetxattr}. Java's own
 * view of such attributes knows those of users alone; its system calls are asked directly, where
 * the JVM is started with {@code --add-opens java.base/sun.nio.fs=ALL-UNNAMED}.
 */
final class ExtendedAttributeWriter {
  private static final Calls CALLS = Calls.find();

  private ExtendedAttributeWriter() {}

  /**
   * Sets attributes of a file or directory; others that it has stay.
   *
   * @param path must not end in a symbolic link
   * @throws FileSystemException if the system does not take one, which is named
   */
  static void set(Path path, Map<String, Bytes> attributes) throws IOException {
    if (attributes.isEmpty()) {
      return;
    }
    if (CALLS == null) {
      throw new FileSystemException(
          path.toString(), null, "this JVM cannot set extended attributes: run bin/stocktake");
    }
    int file = CALLS.open(path);
    try {
      for (Map.Entry<String, Bytes> attribute : attributes.entrySet()) {
        CALLS.set(file, attribute.getKey(), attribute.getValue().toArray(), path);
      }
    } finally {
      CALLS.close(file);
    }
  }

  /** System calls of the JDK's own classes, by their names there. */
  private record Calls(
      MethodHandle open, MethodHandle set, MethodHandle close, MethodHandle address) {

    /** Null where the JVM does not let them be called. */
    static Calls find() {
      try {
        Class<?> path = Class.forName("sun.nio.fs.UnixPath");
        Class<?> calls = Class.forName("sun.nio.fs.UnixNativeDispatcher");
        Class<?> buffer = Class.forName("sun.nio.ch.DirectBuffer");
        Lookup own = MethodHandles.lookup();
        return new Calls(
            MethodHandles.privateLookupIn(path, own)
                .findVirtual(
                    path, "openForAttributeAccess", MethodType.methodType(int.class, boolean.class))
                .asType(MethodType.methodType(int.class, Path.class, boolean.class)),
            setter(calls),
            MethodHandles.privateLookupIn(calls, own)
                .findStatic(calls, "close", MethodType.methodType(void.class, int.class)),
            own.findVirtual(buffer, "address", MethodType.methodType(long.class))
                .asType(MethodType.methodType(long.class, ByteBuffer.class)));
      } catch (ReflectiveOperationException | RuntimeException e) {
        return null;
      }
    }

    /** Newer JDKs have it in the class for all kinds of Unix. */
    private static MethodHandle setter(Class<?> unix) throws ReflectiveOperationException {
      Class<?> owner =
          Arrays.stream(unix.getDeclaredMethods()).anyMatch(m -> m.getName().equals("fsetxattr"))
              ? unix
              : Class.forName("sun.nio.fs.LinuxNativeDispatcher");
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
          .findStatic(
              owner,
              "fsetxattr",
              MethodType.methodType(void.class, int.class, byte[].class, long.class, int.class));
    }

    int open(Path path) throws IOException {
      try {
        return (int) open.invokeExact(path, false);
      } catch (Throwable e) {
        throw failed(e, path, "the file cannot be opened");
      }
    }

    void set(int file, String name, byte[] value, Path path) throws IOException {
      ByteBuffer buffer = ByteBuffer.allocateDirect(Math.max(1, value.length));
      buffer.put(value);
      try {
        set.invokeExact(
            file, name.getBytes(UTF_8), (long) address.invokeExact(buffer), value.length);
      } catch (Throwable e) {
        throw failed(e, path, "the extended attribute " + name + " cannot be set");
      }
    }

    void close(int file) throws IOException {
      try {
        close.invokeExact(file);
      } catch (Throwable e) {
        throw failed(e, Path.of("/proc/self/fd/" + file), "the file cannot be closed");
      }
    }

    private static IOException failed(Throwable failure, Path path, String what) {
      if (failure instanceof Error error) {
        throw error;
      }
      return new FileSystemException(
          path.toString(), null, what + " (" + failure.getMessage() + ")");
    }
  }
}
