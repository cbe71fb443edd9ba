package io.stocktake.aws.keys;

import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.rules.Properties;
import io.stocktake.manifests.rules.Property;
import io.stocktake.manifests.rules.PropertyRules;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The customer key of each object, by a plan's rules. */
public final class CustomerKeys {
  /** No object is under such a key. */
  public static final CustomerKeys NONE = new CustomerKeys(Map.of(), PropertyRules.NONE, "");

  private final Map<String, CustomerKey> byName;
  private final PropertyRules rules;
  private final String prefix;

  private CustomerKeys(Map<String, CustomerKey> byName, PropertyRules rules, String prefix) {
    this.byName = byName;
    this.rules = rules;
    this.prefix = prefix;
  }

  /**
   * The keys that rules name.
   *
   * @param given keys of different names, of which rules may name some
   * @param prefix stands before the names that rules are for
   * @throws StocktakeException of kind USAGE if one is missing
   */
  public static CustomerKeys of(Collection<CustomerKey> given, PropertyRules rules, String prefix)
      throws StocktakeException {
    Set<String> named = rules.customerKeys();
    Set<String> missing = new TreeSet<>(named);
    given.forEach(key -> missing.remove(key.name()));
    if (!missing.isEmpty()) {
      throw StocktakeException.usage(
          FailureCode.CUSTOMER_KEY_MISSING,
          "objects are to be encrypted with customer keys that were not given: "
              + String.join(", ", missing)
              + "; nothing was written");
    }
    return new CustomerKeys(
        given.stream()
            .filter(key -> named.contains(key.name()))
            .collect(Collectors.toUnmodifiableMap(CustomerKey::name, Function.identity())),
        rules,
        prefix);
  }

  /** Whether no object is under such a key. */
  public boolean isEmpty() {
    return byName.isEmpty();
  }

  /** All that rules name. */
  Collection<CustomerKey> all() {
    return byName.values();
  }

  /** The key that an object is to be under. */
  public Optional<CustomerKey> of(ObjectKey object) {
    return isEmpty() || !object.value().startsWith(prefix)
        ? Optional.empty()
        : of(rules.of(object.value().substring(prefix.length())));
  }

  /**
   * The key that properties name.
   *
   * @throws IllegalStateException if that is none of these, so that nothing is written without
   */
  public Optional<CustomerKey> of(Properties properties) {
    Optional<String> name = properties.get(Property.SSE_C);
    if (name.isPresent() && !byName.containsKey(name.get())) {
      throw new IllegalStateException("the customer key " + name.get() + " was not given");
    }
    return name.map(byName::get);
  }
}
