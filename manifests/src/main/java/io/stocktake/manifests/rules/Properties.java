package io.stocktake.manifests.rules;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Properties of one object.
 *
 * @param set those that are asked for
 * @param metadata metadata of the user's own, by name without {@code x-amz-meta-}
 */
public record Properties(Map<Property, String> set, SortedMap<String, String> metadata) {
  /** Nothing is asked for. */
  public static final Properties NONE = new Properties(Map.of(), new TreeMap<>());

  /** Other ways of encryption than by a key of the customer's own. */
  private static final Set<Property> NOT_WITH_SSE_C =
      Set.of(Property.ENCRYPTION, Property.KMS_KEY, Property.ENCRYPT_TO);

  public Properties {
    Map<Property, String> copy = new EnumMap<>(Property.class);
    copy.putAll(set);
    set = Collections.unmodifiableMap(copy);
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
  }

  /** The value asked for. */
  public Optional<String> get(Property property) {
    return Optional.ofNullable(set.get(property));
  }

  /** Whether nothing is asked for. */
  public boolean isEmpty() {
    return set.isEmpty() && metadata.isEmpty();
  }

  /** These, but for what others ask for; an object is encrypted in one way. */
  public Properties with(Properties others) {
    Map<Property, String> both = new EnumMap<>(Property.class);
    both.putAll(set);
    if (others.set.containsKey(Property.SSE_C)) {
      both.keySet().removeAll(NOT_WITH_SSE_C);
    } else if (others.set.containsKey(Property.ENCRYPTION)
        || others.set.containsKey(Property.ENCRYPT_TO)) {
      both.remove(Property.SSE_C);
    }
    both.putAll(others.set);
    SortedMap<String, String> all = new TreeMap<>(metadata);
    all.putAll(others.metadata);
    return new Properties(both, all);
  }

  /** These with one more entry of metadata. */
  public Properties withMetadata(String name, String value) {
    SortedMap<String, String> all = new TreeMap<>(metadata);
    all.put(name, value);
    return new Properties(set, all);
  }
}
