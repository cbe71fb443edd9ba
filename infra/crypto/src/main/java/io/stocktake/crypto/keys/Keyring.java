package io.stocktake.crypto.keys;

import io.stocktake.manifests.StocktakeException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyRing;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;

/** The public keys of one file, in the order of the file. */
public final class Keyring {
  private final Path file;
  private final Map<String, PGPPublicKeyRing> keys;

  private Keyring(Path file, Map<String, PGPPublicKeyRing> keys) {
    this.file = file;
    this.keys = keys;
  }

  /**
   * Reads exported public keys, binary or armored. Copies of one key count together, so that a
   * revocation in any of them counts.
   *
   * @throws StocktakeException if the file cannot be read, is broken, or holds a secret key
   */
  public static Keyring read(Path file) throws StocktakeException {
    Map<String, PGPPublicKeyRing> keys = new LinkedHashMap<>();
    for (PGPKeyRing ring : KeyFile.read(file)) {
      if (!(ring instanceof PGPPublicKeyRing key)) {
        throw StocktakeException.usage(
            file
                + " holds the secret key "
                + Fingerprint.of(ring.getPublicKey())
                + "; a machine that backs up needs public keys alone: export the public key");
      }
      String fingerprint = Fingerprint.of(key.getPublicKey());
      PGPPublicKeyRing before = keys.get(fingerprint);
      keys.put(fingerprint, before == null ? key : joined(file, before, key));
    }
    return new Keyring(file, keys);
  }

  private static PGPPublicKeyRing joined(Path file, PGPPublicKeyRing one, PGPPublicKeyRing other)
      throws StocktakeException {
    try {
      return PGPPublicKeyRing.join(one, other);
    } catch (PGPException e) {
      throw StocktakeException.usage(
          file
              + " holds two copies of the key "
              + Fingerprint.of(one.getPublicKey())
              + " that do not go together ("
              + e.getMessage()
              + "); export the key again");
    }
  }

  /**
   * The recipients with these fingerprints of 40 hex digits, each once. That of a primary key means
   * its newest encryption subkey in force; that of an encryption subkey means this one.
   *
   * @throws StocktakeException if there is none, or one is unknown, revoked, expired, or not for
   *     encryption
   */
  public Recipients recipients(List<String> fingerprints, Instant now) throws StocktakeException {
    Set<RecipientKey> recipients = new LinkedHashSet<>();
    for (String text : fingerprints) {
      String fingerprint = Fingerprint.of(text);
      PGPPublicKeyRing ring =
          find(fingerprint)
              .orElseThrow(
                  () ->
                      StocktakeException.usage(
                          "no key in "
                              + file
                              + " has the fingerprint "
                              + fingerprint
                              + "; export the key into it"));
      recipients.add(new CheckedKey(ring, now).of(fingerprint));
    }
    if (recipients.isEmpty()) {
      throw StocktakeException.usage("no recipient is given; give at least one fingerprint");
    }
    return new Recipients(recipients);
  }

  private Optional<PGPPublicKeyRing> find(String fingerprint) {
    return keys.values().stream()
        .filter(
            ring -> {
              for (Iterator<PGPPublicKey> all = ring.getPublicKeys(); all.hasNext(); ) {
                if (Fingerprint.of(all.next()).equals(fingerprint)) {
                  return true;
                }
              }
              return false;
            })
        .findFirst();
  }

  /** The file's name and the fingerprints of its keys. */
  @Override
  public String toString() {
    return file + " " + keys.keySet();
  }
}
