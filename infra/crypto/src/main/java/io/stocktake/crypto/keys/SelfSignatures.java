package io.stocktake.crypto.keys;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SignatureSubpacket;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/**
 * What a primary key says about itself and its subkeys, in signatures that were verified (RFC 4880,
 * section 5.2). Only their hashed parts count. SHA-1 is accepted, as by GnuPG 2.2; MD5 is not.
 */
final class SelfSignatures {
  private static final Set<Integer> HASHES =
      Set.of(
          HashAlgorithmTags.SHA1,
          HashAlgorithmTags.SHA256,
          HashAlgorithmTags.SHA384,
          HashAlgorithmTags.SHA512,
          HashAlgorithmTags.SHA224,
          HashAlgorithmTags.SHA3_256,
          HashAlgorithmTags.SHA3_512);

  /** What may be marked as critical: subpackets that are read here, or whose sense is harmless. */
  private static final Set<Integer> UNDERSTOOD =
      Set.of(
          SignatureSubpacketTags.CREATION_TIME,
          SignatureSubpacketTags.EXPIRE_TIME,
          SignatureSubpacketTags.KEY_EXPIRE_TIME,
          SignatureSubpacketTags.KEY_FLAGS,
          SignatureSubpacketTags.ISSUER_KEY_ID,
          SignatureSubpacketTags.ISSUER_FINGERPRINT,
          SignatureSubpacketTags.PRIMARY_USER_ID,
          SignatureSubpacketTags.PREFERRED_SYM_ALGS,
          SignatureSubpacketTags.PREFERRED_HASH_ALGS,
          SignatureSubpacketTags.PREFERRED_COMP_ALGS,
          SignatureSubpacketTags.PREFERRED_AEAD_ALGORITHMS,
          SignatureSubpacketTags.FEATURES,
          SignatureSubpacketTags.KEY_SERVER_PREFS,
          SignatureSubpacketTags.REVOCABLE,
          SignatureSubpacketTags.EXPORTABLE,
          SignatureSubpacketTags.REVOCATION_KEY,
          SignatureSubpacketTags.EMBEDDED_SIGNATURE);

  private final PGPPublicKey primary;
  private final Instant now;

  /** How a signature of some kind is verified. */
  private interface Check {
    boolean passes(PGPSignature signature) throws PGPException;
  }

  SelfSignatures(PGPPublicKey primary, Instant now) {
    this.primary = primary;
    this.now = now;
  }

  /**
   * The newest statement on the primary key itself: made directly, or with a user id that is not
   * revoked. None means that nothing shows the key to be its owner's.
   */
  Optional<PGPSignature> ofPrimary() {
    Stream<PGPSignature> direct =
        good(signatures(primary.getSignaturesOfType(PGPSignature.DIRECT_KEY)), this::onPrimary);
    Stream<PGPSignature> certified =
        stream(primary.getRawUserIDs()).flatMap(id -> ofUserId(id).stream());
    return newest(Stream.concat(direct, certified));
  }

  private Optional<PGPSignature> ofUserId(byte[] id) {
    Check check = signature -> signature.verifyCertification(id, primary);
    Optional<PGPSignature> newest =
        newest(
            good(signatures(primary.getSignaturesForID(id)), check)
                .filter(signature -> PGPSignature.isCertification(signature.getSignatureType())));
    boolean revoked =
        signatures(primary.getSignaturesForID(id))
            .filter(
                signature -> signature.getSignatureType() == PGPSignature.CERTIFICATION_REVOCATION)
            .filter(signature -> verifies(signature, check))
            .anyMatch(
                signature ->
                    newest.isPresent() && !created(signature).isBefore(created(newest.get())));
    return revoked ? Optional.empty() : newest;
  }

  /** The newest binding of a subkey to the primary key. */
  Optional<PGPSignature> binding(PGPPublicKey subkey) {
    return newest(
        good(
            signatures(subkey.getSignaturesOfType(PGPSignature.SUBKEY_BINDING)),
            signature -> signature.verifyCertification(primary, subkey)));
  }

  /**
   * Whether the primary key was revoked, by itself or in the name of a key that it lets revoke it.
   * The latter need not be at hand, so its signature is believed: that can only refuse a key.
   */
  boolean isPrimaryRevoked() {
    return signatures(primary.getSignaturesOfType(PGPSignature.KEY_REVOCATION))
        .anyMatch(signature -> verifies(signature, this::onPrimary) || isByRevoker(signature));
  }

  private boolean isByRevoker(PGPSignature revocation) {
    return good(signatures(primary.getSignaturesOfType(PGPSignature.DIRECT_KEY)), this::onPrimary)
        .map(PGPSignature::getHashedSubPackets)
        .flatMap(hashed -> Stream.of(hashed.getSubpackets(SignatureSubpacketTags.REVOCATION_KEY)))
        .anyMatch(revoker -> keyId(revoker) == revocation.getKeyID());
  }

  /** The last eight bytes of the fingerprint, with which the subpacket ends. */
  private static long keyId(SignatureSubpacket revoker) {
    byte[] fingerprint = revoker.getData();
    return ByteBuffer.wrap(fingerprint).getLong(fingerprint.length - Long.BYTES);
  }

  /** Whether the primary key revoked a subkey; as in GnuPG no later binding undoes it. */
  boolean isRevoked(PGPPublicKey subkey) {
    return signatures(subkey.getSignaturesOfType(PGPSignature.SUBKEY_REVOCATION))
        .anyMatch(signature -> verifies(signature, it -> it.verifyCertification(primary, subkey)));
  }

  private boolean onPrimary(PGPSignature signature) throws PGPException {
    return signature.verifyCertification(primary);
  }

  private Stream<PGPSignature> good(Stream<PGPSignature> signatures, Check check) {
    return signatures
        .filter(signature -> signature.getVersion() == 4)
        .filter(signature -> HASHES.contains(signature.getHashAlgorithm()))
        .filter(this::isInForce)
        .filter(signature -> verifies(signature, check));
  }

  private boolean isInForce(PGPSignature signature) {
    PGPSignatureSubpacketVector hashed = signature.getHashedSubPackets();
    for (int tag : hashed.getCriticalTags()) {
      if (!UNDERSTOOD.contains(tag)) {
        return false;
      }
    }
    Date created = hashed.getSignatureCreationTime();
    if (created == null || created.toInstant().isAfter(now)) {
      return false;
    }
    long seconds = hashed.getSignatureExpirationTime();
    return seconds == 0 || created.toInstant().plusSeconds(seconds).isAfter(now);
  }

  private boolean verifies(PGPSignature signature, Check check) {
    try {
      signature.init(new BcPGPContentVerifierBuilderProvider(), primary);
      return check.passes(signature);
    } catch (PGPException | RuntimeException e) {
      return false; // broken, or of an algorithm that is not known: it proves nothing
    }
  }

  private static Instant created(PGPSignature signature) {
    Date created = signature.getHashedSubPackets().getSignatureCreationTime();
    return created == null ? Instant.MAX : created.toInstant();
  }

  private static Optional<PGPSignature> newest(Stream<PGPSignature> signatures) {
    return signatures.max(Comparator.comparing(SelfSignatures::created));
  }

  private static Stream<PGPSignature> signatures(Iterator<PGPSignature> signatures) {
    return signatures == null ? Stream.empty() : stream(signatures);
  }

  private static <T> Stream<T> stream(Iterator<T> items) {
    Iterable<T> once = () -> items;
    return StreamSupport.stream(once.spliterator(), false);
  }
}
