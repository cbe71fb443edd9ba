package io.stocktake.planner.rules;

import io.stocktake.manifests.rules.EncryptedNames;
import io.stocktake.manifests.rules.Fingerprints;
import java.util.OptionalLong;

/**
 * Which files are encrypted before they leave, and how large their objects are.
 *
 * @param names which files, and the names of their objects
 * @param sizes bytes of the objects
 * @param keyring the file that holds the keys, for who applies the plan
 */
public record EncryptionRules(EncryptedNames names, SizeFunction sizes, String keyring) {
  /** Nothing is encrypted. */
  public static final EncryptionRules NONE =
      new EncryptionRules(EncryptedNames.NONE, (recipients, bytes) -> bytes, "");

  /** The size of an encrypted file, which follows from its own. */
  @FunctionalInterface
  public interface SizeFunction {
    /**
     * Bytes of the object.
     *
     * @param recipients the keys it is encrypted to
     * @param bytes bytes of the file
     */
    long encrypted(Fingerprints recipients, long bytes);
  }

  /**
   * Bytes of a file's object, if the file is encrypted.
   *
   * @param name the file's name, spelled as in keys
   */
  public OptionalLong size(String name, long bytes) {
    return names
        .recipients(name)
        .map(recipients -> OptionalLong.of(sizes.encrypted(recipients, bytes)))
        .orElseGet(OptionalLong::empty);
  }
}
