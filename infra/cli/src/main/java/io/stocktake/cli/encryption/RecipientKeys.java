package io.stocktake.cli.encryption;

import io.stocktake.crypto.keys.Keyring;
import io.stocktake.crypto.keys.Recipients;
import io.stocktake.crypto.message.EncryptedContents;
import io.stocktake.executor.files.FileContents;
import io.stocktake.executor.files.LocalFileContents;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.rules.EncryptedNames;
import io.stocktake.manifests.rules.Fingerprints;
import io.stocktake.manifests.rules.PropertyRules;
import io.stocktake.planner.rules.EncryptionRules;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The public keys that the files of a plan are encrypted to. */
public final class RecipientKeys {
  /** Nothing is encrypted. */
  public static final RecipientKeys NONE = new RecipientKeys(Map.of());

  private final Map<Fingerprints, Recipients> keys;

  private RecipientKeys(Map<Fingerprints, Recipients> keys) {
    this.keys = keys;
  }

  /**
   * Reads the keys that files may be encrypted to.
   *
   * @param keyring the file that holds them
   * @throws StocktakeException of kind USAGE if one is missing, expired, revoked, or no key to
   *     encrypt to
   */
  static RecipientKeys read(EncryptedNames names, Path keyring, Instant now)
      throws StocktakeException {
    Keyring ring = Keyring.read(keyring);
    Map<Fingerprints, Recipients> keys = new HashMap<>();
    for (Fingerprints some : names.recipientSets()) {
      keys.put(some, ring.recipients(some.fingerprints(), now));
    }
    return new RecipientKeys(keys);
  }

  /**
   * The keys of a plan that is about to be made.
   *
   * @throws StocktakeException of kind USAGE as {@link #read}
   */
  public static RecipientKeys of(EncryptionRules rules) throws StocktakeException {
    return rules.names().any()
        ? read(rules.names(), Path.of(rules.keyring()), Instant.now())
        : NONE;
  }

  /**
   * The keys of a plan that is to be applied.
   *
   * @param keyring the file that holds them, if not the one that the plan was made with
   * @throws StocktakeException of kind USAGE as {@link #read}
   */
  public static RecipientKeys of(Plan plan, Optional<Path> keyring) throws StocktakeException {
    EncryptedNames names = names(plan);
    if (!names.any() || plan.rows(Action.UPLOAD) == 0) {
      return NONE;
    }
    String planned = plan.options().getOrDefault(Plan.KEYRING, "");
    if (keyring.isEmpty() && planned.isEmpty()) {
      throw StocktakeException.usage(
          "the plan encrypts files, and does not say where the public keys are: give --keyring");
    }
    return read(names, keyring.orElseGet(() -> Path.of(planned)), Instant.now());
  }

  /** Whether files are encrypted. */
  public boolean any() {
    return !keys.isEmpty();
  }

  /** Bytes of the object of a file. */
  long encryptedSize(Fingerprints recipients, long bytes) {
    return keys.get(recipients).encryptedSize(bytes);
  }

  /** The files of a plan, encrypted as it says. */
  public FileContents contents(Plan plan) {
    FileContents files = new LocalFileContents(plan);
    EncryptedNames names = names(plan);
    int prefix = plan.destination().prefix().length();
    return names.any()
        ? new EncryptedContents(
            files,
            row -> names.recipients(row.key().value().substring(prefix), row.path()).map(this::key))
        : files;
  }

  /** Without the key the file must not leave at all. */
  private Recipients key(Fingerprints recipients) {
    Recipients key = keys.get(recipients);
    if (key == null) {
      throw new IllegalStateException("no key was read for " + recipients.text());
    }
    return key;
  }

  private static EncryptedNames names(Plan plan) {
    return new EncryptedNames(PropertyRules.of(plan));
  }
}
