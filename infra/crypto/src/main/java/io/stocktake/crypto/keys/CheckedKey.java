package io.stocktake.crypto.keys;

import io.stocktake.manifests.StocktakeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;

/** A primary key with its subkeys, of which one is chosen to encrypt to at one moment. */
final class CheckedKey {
  private final PGPPublicKeyRing ring;
  private final PGPPublicKey primary;
  private final SelfSignatures signatures;
  private final Instant now;
  private final String name;

  CheckedKey(PGPPublicKeyRing ring, Instant now) {
    this.ring = ring;
    this.primary = ring.getPublicKey();
    this.signatures = new SelfSignatures(primary, now);
    this.now = now;
    this.name = "the key " + Fingerprint.of(primary);
  }

  /**
   * The newest encryption subkey in force, else the primary key if it may encrypt.
   *
   * @throws StocktakeException if there is none; the message says why
   */
  RecipientKey newest() throws StocktakeException {
    PGPSignature own = checkedPrimary();
    List<PGPPublicKey> inForce = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (Iterator<PGPPublicKey> keys = ring.getPublicKeys(); keys.hasNext(); ) {
      PGPPublicKey key = keys.next();
      if (!key.isMasterKey()) {
        Optional<String> reason = whyNot(key);
        reason.filter(text -> encrypts(key)).ifPresent(reasons::add);
        if (reason.isEmpty()) {
          inForce.add(key);
        }
      }
    }
    Optional<PGPPublicKey> newest =
        inForce.stream().max(Comparator.comparing(key -> key.getCreationTime().toInstant()));
    if (newest.isPresent()) {
      return recipient(newest.get());
    }
    if (mayEncrypt(primary, own)) {
      return recipient(primary);
    }
    throw StocktakeException.usage(
        reasons.isEmpty()
            ? name
                + " cannot be encrypted to: it has no encryption subkey; "
                + "add one to it, or give another recipient"
            : name
                + " cannot be encrypted to: "
                + String.join(", and ", reasons)
                + "; export a newer copy of the key, or give another recipient");
  }

  /**
   * One subkey, or the primary key by {@link #newest}.
   *
   * @throws StocktakeException if it may not be encrypted to; the message says why
   */
  RecipientKey of(String fingerprint) throws StocktakeException {
    if (fingerprint.equals(Fingerprint.of(primary))) {
      return newest();
    }
    checkedPrimary();
    for (Iterator<PGPPublicKey> keys = ring.getPublicKeys(); keys.hasNext(); ) {
      PGPPublicKey key = keys.next();
      if (fingerprint.equals(Fingerprint.of(key))) {
        Optional<String> reason = whyNot(key);
        if (reason.isPresent()) {
          throw StocktakeException.usage(
              reason.get()
                  + "; give the fingerprint of its primary key "
                  + Fingerprint.of(primary));
        }
        return recipient(key);
      }
    }
    throw new IllegalArgumentException(fingerprint + " is not of " + name);
  }

  private RecipientKey recipient(PGPPublicKey key) throws StocktakeException {
    return new RecipientKey(key, Fingerprint.of(primary));
  }

  private PGPSignature checkedPrimary() throws StocktakeException {
    if (primary.getVersion() != 4) {
      throw StocktakeException.usage(
          name + " is of version " + primary.getVersion() + "; only version 4 can be used");
    }
    if (signatures.isPrimaryRevoked()) {
      throw StocktakeException.usage(name + " is revoked; give another recipient");
    }
    if (primary.getCreationTime().toInstant().isAfter(now)) {
      throw StocktakeException.usage(
          name
              + " is dated in the future ("
              + primary.getCreationTime().toInstant()
              + "); check this machine's clock");
    }
    Optional<PGPSignature> own = signatures.ofPrimary();
    if (own.isEmpty()) {
      throw StocktakeException.usage(
          name + " has no valid signature by itself; export the key again, from its owner's copy");
    }
    Optional<Instant> end = end(primary, own.get());
    if (end.isPresent() && !end.get().isAfter(now)) {
      throw StocktakeException.usage(
          name
              + " expired at "
              + end.get()
              + "; export a newer copy of the key, or give another recipient");
    }
    return own.get();
  }

  /** Why a subkey cannot be encrypted to; nothing if it can. */
  private Optional<String> whyNot(PGPPublicKey subkey) {
    String its = "its subkey " + Fingerprint.of(subkey);
    if (signatures.isRevoked(subkey)) {
      return Optional.of(its + " is revoked");
    }
    Optional<PGPSignature> binding = signatures.binding(subkey);
    if (binding.isEmpty()) {
      return Optional.of(its + " has no valid signature by the primary key");
    }
    if (!mayEncrypt(subkey, binding.get())) {
      return Optional.of(its + " is not for encryption");
    }
    if (subkey.getCreationTime().toInstant().isAfter(now)) {
      return Optional.of(its + " is dated in the future");
    }
    return end(subkey, binding.get())
        .filter(end -> !end.isAfter(now))
        .map(end -> its + " expired at " + end);
  }

  /** Whether a subkey would be for encryption, as far as its algorithm tells. */
  private static boolean encrypts(PGPPublicKey key) {
    return key.isEncryptionKey();
  }

  /** A key without flags may do all that its algorithm can (as GnuPG sees it). */
  private static boolean mayEncrypt(PGPPublicKey key, PGPSignature own) {
    PGPSignatureSubpacketVector hashed = own.getHashedSubPackets();
    return key.isEncryptionKey()
        && (!hashed.hasSubpacket(SignatureSubpacketTags.KEY_FLAGS)
            || (hashed.getKeyFlags() & (KeyFlags.ENCRYPT_COMMS | KeyFlags.ENCRYPT_STORAGE)) != 0);
  }

  private static Optional<Instant> end(PGPPublicKey key, PGPSignature own) {
    long seconds = own.getHashedSubPackets().getKeyExpirationTime();
    return seconds == 0
        ? Optional.empty()
        : Optional.of(key.getCreationTime().toInstant().plusSeconds(seconds));
  }
}
