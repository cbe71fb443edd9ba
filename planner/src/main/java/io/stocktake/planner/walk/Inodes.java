package io.stocktake.planner.walk;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the identity of files. The JDK has it at hand in every attribute object, but tells it only
 * through maps, which takes as long as the system call. Where the JVM is started with {@code
 * --add-opens java.base/sun.nio.fs=ALL-UNNAMED}, it is asked directly.
 */
final class Inodes {
  private static final String MAP = "unix:ctime,ino,dev,size,lastModifiedTime,mode";
  private static final int TYPE = 0xf000;
  private static final Optional<Access> ACCESS = Access.find();

  private Inodes() {}

  /** What the file system says of an entry, with its identity. */
  static Stat stat(Path path, LinkOption... options) throws IOException {
    if (ACCESS.isEmpty()) {
      return ofMap(Files.readAttributes(path, MAP, options));
    }
    PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class, options);
    return Stat.of(attributes, Optional.of(ACCESS.get().identity(attributes)));
  }

  private static Stat ofMap(Map<String, Object> attributes) {
    Stat.Kind kind =
        switch ((int) attributes.get("mode") & TYPE) {
          case 0x8000 -> Stat.Kind.FILE;
          case 0x4000 -> Stat.Kind.DIRECTORY;
          case 0xa000 -> Stat.Kind.LINK;
          default -> Stat.Kind.OTHER;
        };
    FileIdentity identity =
        new FileIdentity(
            (long) attributes.get("dev"),
            (long) attributes.get("ino"),
            (FileTime) attributes.get("ctime"));
    return new Stat(
        kind,
        (long) attributes.get("size"),
        (FileTime) attributes.get("lastModifiedTime"),
        Optional.of(identity));
  }

  /** The methods of the JDK's own attribute objects. */
  private record Access(MethodHandle device, MethodHandle inode, MethodHandle changed) {
    static Optional<Access> find() {
      try {
        Class<?> type = Class.forName("sun.nio.fs.UnixFileAttributes");
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        return Optional.of(
            new Access(
                handle(lookup, type, "dev", long.class),
                handle(lookup, type, "ino", long.class),
                handle(lookup, type, "ctime", FileTime.class)));
      } catch (ReflectiveOperationException | RuntimeException e) {
        return Optional.empty();
      }
    }

    private static MethodHandle handle(
        MethodHandles.Lookup lookup, Class<?> type, String name, Class<?> result)
        throws ReflectiveOperationException {
      return lookup
          .findVirtual(type, name, MethodType.methodType(result))
          .asType(MethodType.methodType(result, PosixFileAttributes.class));
    }

    FileIdentity identity(PosixFileAttributes attributes) {
      try {
        return new FileIdentity(
            (long) device.invokeExact(attributes),
            (long) inode.invokeExact(attributes),
            (FileTime) changed.invokeExact(attributes));
      } catch (Throwable e) {
        throw new IllegalStateException("reading attributes that were read already", e);
      }
    }
  }
}
