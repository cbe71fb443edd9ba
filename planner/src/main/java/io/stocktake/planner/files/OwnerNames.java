package io.stocktake.planner.files;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.security.Principal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names of users and groups by their numbers, each looked up once: it may take a request to a
 * directory service. The JDK looks them up for each file anew. Used by several threads.
 */
public final class OwnerNames {
  /** Numbers that are remembered: more than a store has owners, unless somebody made them up. */
  private static final int MOST = 10_000;

  private static final String PRINCIPALS = "sun.nio.fs.UnixUserPrincipals";
  private static final MethodHandle USER = lookup("fromUid", "User");
  private static final MethodHandle GROUP = lookup("fromGid", "Group");

  private final Map<Long, String> users = new ConcurrentHashMap<>();
  private final Map<Long, String> groups = new ConcurrentHashMap<>();

  /** The name of a user; empty where none is known. */
  public String owner(long uid) {
    return name(USER, users, uid);
  }

  /** The name of a group; empty where none is known. */
  public String group(long gid) {
    return name(GROUP, groups, gid);
  }

  private static String name(MethodHandle lookup, Map<Long, String> known, long id) {
    String name = known.get(id);
    if (name == null) {
      name = look(lookup, id);
      if (known.size() >= MOST) {
        known.clear();
      }
      known.put(id, name);
    }
    return name;
  }

  /** What has no name is named by its number. */
  private static String look(MethodHandle lookup, long id) {
    if (lookup == null) {
      return "";
    }
    try {
      String name = ((Principal) lookup.invokeExact((int) id)).getName();
      return name.equals(Integer.toString((int) id)) ? "" : name;
    } catch (Throwable e) {
      throw new IllegalStateException("no name for a number, not even the number", e);
    }
  }

  /** Null where the JVM does not give it away; see {@link UnixStat}. */
  private static MethodHandle lookup(String method, String result) {
    try {
      Class<?> principals = Class.forName(PRINCIPALS);
      Lookup lookup = MethodHandles.privateLookupIn(principals, MethodHandles.lookup());
      return lookup
          .findStatic(
              principals,
              method,
              MethodType.methodType(Class.forName(PRINCIPALS + "$" + result), int.class))
          .asType(MethodType.methodType(Principal.class, int.class));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }
}
