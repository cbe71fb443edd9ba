package io.stocktake.manifests.rules;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names of objects that are encrypted before they leave: the file's name with {@code .gpg} behind
 * it, which any OpenPGP program takes off again. The patterns of rules are for names of files.
 */
public final class EncryptedNames {
  /** Ends the key of an encrypted object. */
  public static final String SUFFIX = ".gpg";

  /** What a rule has in place of fingerprints for files that are not encrypted. */
  static final String NOBODY = "none";

  /** Nothing is encrypted. */
  public static final EncryptedNames NONE = new EncryptedNames(PropertyRules.NONE);

  /** The rules that decide, the last one first. */
  private final List<Rule> rules = new ArrayList<>();

  private final boolean any;

  private record Rule(KeyPattern pattern, Optional<Fingerprints> recipients) {}

  /** The names that these rules give; they tell which files are encrypted, and to which keys. */
  public EncryptedNames(PropertyRules rules) {
    for (PropertyRule rule : rules.rules()) {
      Properties properties = rule.properties();
      if (properties
          .get(Property.ENCRYPT_TO)
          .or(() -> properties.get(Property.SSE_C))
          .isPresent()) {
        this.rules.add(0, new Rule(rule.pattern(), recipients(properties)));
      }
    }
    this.any = this.rules.stream().anyMatch(rule -> rule.recipients().isPresent());
  }

  /** The keys that an object with these properties is encrypted to, if it is. */
  static Optional<Fingerprints> recipients(Properties properties) {
    return properties
        .get(Property.ENCRYPT_TO)
        .filter(text -> !text.equals(NOBODY))
        .map(Fingerprints::parse);
  }

  /** Whether a key is that of the encrypted object of a path, however the path is spelled. */
  public static boolean isOf(String key, String path) {
    return endings(key) == endings(path) + 1;
  }

  private static int endings(String name) {
    int count = 0;
    for (int end = name.length(); name.startsWith(SUFFIX, end - SUFFIX.length()); ) {
      end -= SUFFIX.length();
      count++;
    }
    return count;
  }

  /** Whether files may be encrypted. */
  public boolean any() {
    return any;
  }

  /** The keys that a file of this name is encrypted to, if it is. */
  public Optional<Fingerprints> recipients(String file) {
    if (any) {
      for (Rule rule : rules) {
        if (rule.pattern().matches(file)) {
          return rule.recipients();
        }
      }
    }
    return Optional.empty();
  }

  /** The name of a file's object below the destination's prefix. */
  public String object(String file) {
    return recipients(file).isPresent() ? file + SUFFIX : file;
  }

  /**
   * Whether the object of this name, below the destination's prefix, is that of encrypted files.
   */
  public boolean isEncrypted(String object) {
    return any && object.endsWith(SUFFIX) && recipients(withoutSuffix(object)).isPresent();
  }

  /** The name of the file that an object of this name, below the destination's prefix, is of. */
  public String file(String object) {
    return isEncrypted(object) ? withoutSuffix(object) : object;
  }

  /**
   * The keys that a file is encrypted to, if it is, by the name of its object: a file may have the
   * name of another one's object.
   *
   * @param object the name of its object below the destination's prefix
   * @param path its path, in any Unicode form
   */
  public Optional<Fingerprints> recipients(String object, String path) {
    return isEncrypted(object) && composed(withoutSuffix(object)).equals(composed(path))
        ? recipients(withoutSuffix(object))
        : Optional.empty();
  }

  /**
   * Whether the object of this file may also be another file's: {@code a} is encrypted, and {@code
   * a.gpg} is not.
   */
  public boolean mayCollide(String file) {
    return any && (file.endsWith(SUFFIX) || recipients(file).isPresent());
  }

  /** The sets of keys that files may be encrypted to. */
  public List<Fingerprints> recipientSets() {
    return rules.stream().flatMap(rule -> rule.recipients().stream()).distinct().toList();
  }

  /** All keys that files may be encrypted to. */
  public Fingerprints all() {
    return new Fingerprints(
        recipientSets().stream().flatMap(some -> some.fingerprints().stream()).toList());
  }

  private static String withoutSuffix(String object) {
    return object.substring(0, object.length() - SUFFIX.length());
  }

  private static String composed(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }
}
