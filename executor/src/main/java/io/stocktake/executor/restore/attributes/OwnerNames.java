package io.stocktake.executor.restore.attributes;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Users and groups of this machine by name, each looked up once. */
final class OwnerNames {
  /** Names remembered; a tree has few. */
  private static final int REMEMBERED = 10_000;

  private final UserPrincipalLookupService service =
      FileSystems.getDefault().getUserPrincipalLookupService();
  private final Map<String, Optional<UserPrincipal>> owners = new ConcurrentHashMap<>();
  private final Map<String, Optional<GroupPrincipal>> groups = new ConcurrentHashMap<>();

  /** How a name is looked up. */
  @FunctionalInterface
  private interface Lookup<T> {
    T of(String name) throws IOException;
  }

  /** The user of this name, if this machine has one. */
  Optional<UserPrincipal> owner(String name) {
    return find(owners, name, service::lookupPrincipalByName);
  }

  /** The group of this name, if this machine has one. */
  Optional<GroupPrincipal> group(String name) {
    return find(groups, name, service::lookupPrincipalByGroupName);
  }

  private static <T> Optional<T> find(
      Map<String, Optional<T>> known, String name, Lookup<T> lookup) {
    if (known.size() > REMEMBERED) {
      known.clear();
    }
    return name.isEmpty() ? Optional.empty() : known.computeIfAbsent(name, n -> ask(n, lookup));
  }

  private static <T> Optional<T> ask(String name, Lookup<T> lookup) {
    try {
      return Optional.of(lookup.of(name));
    } catch (IOException e) {
      return Optional.empty(); // there is no such name
    }
  }
}
