package io.stocktake.manifests.rules;

import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.InvalidSettingException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Gives properties to the objects of some names. Written as words: an optional pattern, and
 * properties: {@code **.jpg "cache-control=public, max-age=86400" storage-class=STANDARD_IA
 * meta.owner=media}.
 *
 * @param text the rule as the user wrote it
 * @param pattern names below the destination's prefix it is for
 * @param properties what it gives
 */
public record PropertyRule(String text, KeyPattern pattern, Properties properties) {
  static final String METADATA = "meta.";
  private static final Pattern METADATA_NAME = Pattern.compile("[a-z0-9._-]+");
  private static final Map<Property, Set<String>> CHOICES =
      Map.of(
          Property.ENCRYPTION, Set.of("AES256", "aws:kms", "aws:kms:dsse"),
          Property.LOCK_MODE, Set.of("GOVERNANCE", "COMPLIANCE"),
          Property.LEGAL_HOLD, Set.of("ON", "OFF"),
          Property.MTIME, Set.of("on", "off"));

  /** Shorter than any key, so that a key is never mistaken for a name. */
  private static final Pattern KEY_NAME = Pattern.compile("[A-Za-z0-9._-]{1,31}");

  /**
   * Reads a rule.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static PropertyRule parse(String text) {
    return parse(text, KeyPattern::of);
  }

  /**
   * Reads a rule.
   *
   * @param patterns how its pattern is read
   * @throws IllegalArgumentException with a sentence for the user
   */
  static PropertyRule parse(String text, Function<String, KeyPattern> patterns) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a rule is one line, without control characters");
    }
    KeyPattern pattern = KeyPattern.ALL;
    Map<Property, String> set = new EnumMap<>(Property.class);
    SortedMap<String, String> metadata = new TreeMap<>();
    boolean first = true;
    for (String word : RuleTokens.of(text)) {
      int equals = word.indexOf('=');
      if (word.equals(Property.SSE_C.code())) {
        throw noKeyName();
      } else if (equals > 0 && word.startsWith(METADATA)) {
        HeaderValues.check(word.substring(0, equals), word.substring(equals + 1));
        metadata.put(name(word.substring(METADATA.length(), equals)), word.substring(equals + 1));
      } else if (equals > 0) {
        Property property = CodedEnum.parse(Property.class, word.substring(0, equals));
        set.put(property, checked(property, word.substring(equals + 1)));
      } else if (first) {
        pattern = patterns.apply(word);
      } else {
        throw new IllegalArgumentException(
            "'" + word + "' in the rule '" + text + "' is not a property (NAME=VALUE)");
      }
      first = false;
    }
    return new PropertyRule(text, pattern, whole(text, new Properties(set, metadata)));
  }

  /** Whether a key of the customer's own may have this name. */
  public static boolean isKeyName(String text) {
    return KEY_NAME.matcher(text).matches();
  }

  private static Properties whole(String text, Properties properties) {
    boolean locks = properties.get(Property.LOCK_MODE).isPresent();
    if (properties.isEmpty()) {
      throw new IllegalArgumentException("the rule '" + text + "' gives no property (NAME=VALUE)");
    }
    if (locks != properties.get(Property.LOCK_UNTIL).isPresent()) {
      throw new IllegalArgumentException(
          "the rule '" + text + "' needs both lock-mode and lock-until, or neither");
    }
    if (properties.get(Property.KMS_KEY).isPresent()
        && properties.get(Property.ENCRYPTION).filter(e -> e.startsWith("aws:kms")).isEmpty()) {
      throw new IllegalArgumentException(
          "the rule '" + text + "' names a kms-key, which needs encryption=aws:kms");
    }
    if (properties.get(Property.SSE_C).isPresent()
        && properties.get(Property.ENCRYPTION).isPresent()) {
      throw new IllegalArgumentException(
          "the rule '" + text + "' gives both encryption and sse-c: an object has one of them");
    }
    if (properties.get(Property.SSE_C).isPresent()
        && EncryptedNames.recipients(properties).isPresent()) {
      throw new IllegalArgumentException(
          "the rule '"
              + text
              + "' gives both encrypt-to and sse-c: what is encrypted here needs no customer key");
    }
    return properties;
  }

  private static String checked(Property property, String value) {
    Set<String> choices = CHOICES.get(property);
    if (choices != null && !choices.contains(value)) {
      throw new IllegalArgumentException(
          "'"
              + value
              + "' is no "
              + property.code()
              + ": it is one of "
              + choices.stream().sorted().toList());
    }
    if (property == Property.SSE_C && !isKeyName(value)) {
      throw noKeyName();
    }
    if (property == Property.ENCRYPT_TO) {
      return value.equals(EncryptedNames.NOBODY) ? value : Fingerprints.parse(value).text();
    }
    if (property == Property.LOCK_UNTIL) {
      try {
        OffsetDateTime.parse(value);
      } catch (DateTimeException e) {
        throw new IllegalArgumentException(
            "'" + value + "' is not a time such as 2030-01-01T00:00:00Z", e);
      }
    }
    if (value.isEmpty()) {
      throw new IllegalArgumentException("the value of " + property.code() + " is empty");
    }
    HeaderValues.check(property.code(), value);
    return value;
  }

  /** What was given may be the key itself, so it is not repeated. */
  private static IllegalArgumentException noKeyName() {
    return new InvalidSettingException(
        FailureCode.CUSTOMER_KEY_NAME,
        "sse-c takes the name of a key, never the key: sse-c=NAME, of up to 31 letters, digits, ."
            + " _ and -");
  }

  private static String name(String text) {
    if (!METADATA_NAME.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no name for metadata: lower-case letters, digits, . _ and - may be in it");
    }
    return text;
  }
}
