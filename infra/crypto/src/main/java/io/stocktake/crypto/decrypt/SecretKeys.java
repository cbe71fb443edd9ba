package io.stocktake.crypto.decrypt;

import io.stocktake.crypto.keys.KeyFile;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPKeyRing;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.operator.PBESecretKeyDecryptor;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyDecryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;

/** The secret keys of one file, unlocked. Expired and revoked ones decrypt what is older. */
public final class SecretKeys {
  private static final int UNLOCKED = 0;

  private final List<PGPKeyPair> keys;

  private SecretKeys(List<PGPKeyPair> keys) {
    this.keys = keys;
  }

  /**
   * Reads exported secret keys, binary or armored, and unlocks those that can decrypt.
   *
   * @param passphrase asked once, and only if a key is locked; what it gives is wiped
   * @throws StocktakeException if the file cannot be read, or has no such key, or the passphrase is
   *     wrong
   */
  public static SecretKeys read(Path file, Supplier<char[]> passphrase) throws StocktakeException {
    List<PGPSecretKey> found = new ArrayList<>();
    for (PGPKeyRing ring : KeyFile.read(file)) {
      if (ring instanceof PGPSecretKeyRing secret) {
        secret.forEach(found::add);
      }
    }
    if (found.isEmpty()) {
      throw StocktakeException.usage(
          file + " holds public keys alone; export the secret key that is to decrypt");
    }
    found.removeIf(key -> !key.getPublicKey().isEncryptionKey() || key.isPrivateKeyEmpty());
    if (found.isEmpty()) {
      throw StocktakeException.usage(
          file
              + " holds no secret key that can decrypt; "
              + "where the key is on a card, decrypt by the gpg program");
    }
    return new SecretKeys(unlocked(file, found, passphrase));
  }

  private static List<PGPKeyPair> unlocked(
      Path file, List<PGPSecretKey> keys, Supplier<char[]> passphrase) throws StocktakeException {
    boolean locked = keys.stream().anyMatch(key -> key.getKeyEncryptionAlgorithm() != UNLOCKED);
    char[] words = locked ? passphrase.get() : new char[0];
    try {
      PBESecretKeyDecryptor opener =
          new BcPBESecretKeyDecryptorBuilder(new BcPGPDigestCalculatorProvider()).build(words);
      List<PGPKeyPair> unlocked = new ArrayList<>();
      for (PGPSecretKey key : keys) {
        unlocked.add(unlock(file, key, opener));
      }
      return unlocked;
    } finally {
      Arrays.fill(words, '\0');
    }
  }

  private static PGPKeyPair unlock(Path file, PGPSecretKey key, PBESecretKeyDecryptor opener)
      throws StocktakeException {
    try {
      return key.extractKeyPair(key.getKeyEncryptionAlgorithm() == UNLOCKED ? null : opener);
    } catch (PGPException | RuntimeException e) {
      throw StocktakeException.usage(
          "the passphrase does not unlock the key "
              + HexFormat.of().withUpperCase().formatHex(key.getFingerprint())
              + " of "
              + file);
    }
  }

  /**
   * Decrypts one message, binary or armored, as Stocktake or gpg writes it, and checks it to its
   * end. The first public key that one of these opens counts; signatures within are not checked.
   *
   * <p>What is written to {@code plaintext} is unproven until this returns normally: write it where
   * nobody takes it for the file, and drop it after any exception. May be called by several threads
   * at once. Neither stream is closed.
   *
   * @throws DecryptionException if the message is not one whole file, unaltered, for these keys
   * @throws IOException if a stream fails
   */
  public void decrypt(InputStream ciphertext, OutputStream plaintext) throws IOException {
    new Decryption(keys, new Streams(ciphertext, plaintext)).run();
  }

  /** How many keys there are. */
  @Override
  public String toString() {
    return keys.size() + " secret keys";
  }
}
