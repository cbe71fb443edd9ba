package io.stocktake.planner.files;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code stat(2)} says, inode and change time included. The JDK has those at hand in every
 * attribute object, but tells them only through maps, which takes as long as the system call. Where
 * the JVM is started with {@code --add-opens java.base/sun.nio.fs=ALL-UNNAMED}, the object is asked
 * directly.
 */
final class UnixStat {
  /** The view of attributes that holds all that is needed. */
  static final String VIEW = "unix:ctime,ino,dev,size,lastModifiedTime,mode,uid,gid,nlink";

  /** The JDK's own class of attributes; null where it is not to be had. */
  static final Class<?> TYPE;

  /** Whether attribute objects can be asked. */
  static final boolean AVAILABLE;

  private static final MethodHandle NEW;
  private static final MethodHandle MODE;
  private static final MethodHandle SIZE;
  private static final MethodHandle DEVICE;
  private static final MethodHandle INODE;
  private static final MethodHandle MODIFIED;
  private static final MethodHandle MODIFIED_NANOS;
  private static final MethodHandle CHANGED;
  private static final MethodHandle CHANGED_NANOS;
  private static final MethodHandle OWNER;
  private static final MethodHandle GROUP;
  private static final MethodHandle LINKS;

  private static final int KIND_MASK = 0xf000;

  static {
    Fields fields = Fields.find();
    TYPE = fields.type;
    AVAILABLE = fields.complete;
    NEW = fields.create;
    MODE = fields.mode;
    SIZE = fields.size;
    DEVICE = fields.device;
    INODE = fields.inode;
    MODIFIED = fields.modified;
    MODIFIED_NANOS = fields.modifiedNanos;
    CHANGED = fields.changed;
    CHANGED_NANOS = fields.changedNanos;
    OWNER = fields.owner;
    GROUP = fields.group;
    LINKS = fields.links;
  }

  private final Object attributes;

  /** One to be filled by a system call, again and again. */
  UnixStat() {
    try {
      attributes = (Object) NEW.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("no room for attributes", e);
    }
  }

  private UnixStat(Object attributes) {
    this.attributes = attributes;
  }

  /** The attributes, which the JDK has read already. */
  static Stat of(PosixFileAttributes read, Stat.Detail detail) {
    return new UnixStat(read).toStat(detail);
  }

  /** The attributes of {@link #VIEW}. */
  static Stat of(Map<String, Object> view, Stat.Detail detail) {
    FileIdentity identity =
        new FileIdentity(
            (long) view.get("dev"), (long) view.get("ino"), (FileTime) view.get("ctime"));
    return new Stat(
        kind((int) view.get("mode")),
        (long) view.get("size"),
        (FileTime) view.get("lastModifiedTime"),
        Optional.of(identity),
        detail == Stat.Detail.OWNERSHIP ? Optional.of(ownership(view)) : Optional.empty());
  }

  private static Stat.Ownership ownership(Map<String, Object> view) {
    return ownership(
        (int) view.get("mode"),
        (int) view.get("uid"),
        (int) view.get("gid"),
        (int) view.get("nlink"));
  }

  /** The numbers are unsigned. */
  static Stat.Ownership ownership(int mode, int uid, int gid, int links) {
    return new Stat.Ownership(
        mode,
        Integer.toUnsignedLong(uid),
        Integer.toUnsignedLong(gid),
        Integer.toUnsignedLong(links));
  }

  Object attributes() {
    return attributes;
  }

  /** What the last call filled in. */
  Stat toStat(Stat.Detail detail) {
    try {
      return new Stat(
          kind((int) MODE.invokeExact(attributes)),
          (long) SIZE.invokeExact(attributes),
          time(
              (long) MODIFIED.invokeExact(attributes),
              (long) MODIFIED_NANOS.invokeExact(attributes)),
          detail == Stat.Detail.BASIC ? Optional.empty() : Optional.of(identity()),
          detail == Stat.Detail.OWNERSHIP ? Optional.of(ownership()) : Optional.empty());
    } catch (Throwable e) {
      throw new IllegalStateException("reading attributes that were read already", e);
    }
  }

  private FileIdentity identity() throws Throwable {
    return new FileIdentity(
        (long) DEVICE.invokeExact(attributes),
        (long) INODE.invokeExact(attributes),
        time((long) CHANGED.invokeExact(attributes), (long) CHANGED_NANOS.invokeExact(attributes)));
  }

  private Stat.Ownership ownership() throws Throwable {
    return ownership(
        (int) MODE.invokeExact(attributes),
        (int) OWNER.invokeExact(attributes),
        (int) GROUP.invokeExact(attributes),
        (int) LINKS.invokeExact(attributes));
  }

  private static FileTime time(long seconds, long nanos) {
    return FileTime.from(Instant.ofEpochSecond(seconds, nanos));
  }

  static Stat.Kind kind(int mode) {
    return switch (mode & KIND_MASK) {
      case 0x8000 -> Stat.Kind.FILE;
      case 0x4000 -> Stat.Kind.DIRECTORY;
      case 0xa000 -> Stat.Kind.LINK;
      default -> Stat.Kind.OTHER;
    };
  }

  /** Fields of the JDK's own class, by their names there. */
  private static final class Fields {
    private boolean complete;
    private Class<?> type;
    private MethodHandle create;
    private MethodHandle mode;
    private MethodHandle size;
    private MethodHandle device;
    private MethodHandle inode;
    private MethodHandle modified;
    private MethodHandle modifiedNanos;
    private MethodHandle changed;
    private MethodHandle changedNanos;
    private MethodHandle owner;
    private MethodHandle group;
    private MethodHandle links;

    static Fields find() {
      Fields fields = new Fields();
      try {
        fields.findAll();
        fields.complete = true;
      } catch (ReflectiveOperationException | RuntimeException e) {
        fields.complete = false;
      }
      return fields;
    }

    private void findAll() throws ReflectiveOperationException {
      type = Class.forName("sun.nio.fs.UnixFileAttributes");
      Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      create =
          lookup
              .findConstructor(type, MethodType.methodType(void.class))
              .asType(MethodType.methodType(Object.class));
      mode = getter(lookup, "st_mode", int.class);
      size = getter(lookup, "st_size", long.class);
      device = getter(lookup, "st_dev", long.class);
      inode = getter(lookup, "st_ino", long.class);
      modified = getter(lookup, "st_mtime_sec", long.class);
      modifiedNanos = getter(lookup, "st_mtime_nsec", long.class);
      changed = getter(lookup, "st_ctime_sec", long.class);
      changedNanos = getter(lookup, "st_ctime_nsec", long.class);
      owner = getter(lookup, "st_uid", int.class);
      group = getter(lookup, "st_gid", int.class);
      links = getter(lookup, "st_nlink", int.class);
    }

    private static MethodHandle getter(Lookup lookup, String field, Class<?> result)
        throws ReflectiveOperationException {
      return lookup
          .findGetter(lookup.lookupClass(), field, result)
          .asType(MethodType.methodType(result, Object.class));
    }
  }
}
