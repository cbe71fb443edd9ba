package io.stocktake.crypto.keys;

import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.bcpg.BCPGKey;
import org.bouncycastle.bcpg.ElGamalPublicBCPGKey;
import org.bouncycastle.bcpg.PublicKeyEncSessionPacket;
import org.bouncycastle.bcpg.RSAPublicBCPGKey;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyKeyEncryptionMethodGenerator;

/** A key that session keys are wrapped for, in packets that all have the same length. */
final class RecipientKey {
  private static final int SESSION_KEY = 32;
  private static final int MPI_HEADER = 2;
  private static final int LEAST_BITS = 2048;

  /** Each draw but about one in 256 is long enough: so many in a row are a broken generator. */
  private static final int MOST_DRAWS = 100;

  private final PGPPublicKey key;
  private final String primary;
  private final int length;

  /**
   * A key that was found fit for encryption.
   *
   * @param primary fingerprint of its primary key
   * @throws StocktakeException if it is too short, or of an algorithm or curve that is not known
   */
  RecipientKey(PGPPublicKey key, String primary) throws StocktakeException {
    this.key = key;
    this.primary = primary;
    if (modulus().isPresent() && modulus().get().bitLength() < LEAST_BITS) {
      throw StocktakeException.usage(
          "the encryption key of "
              + primary
              + " has "
              + modulus().get().bitLength()
              + " bits, and fewer than "
              + LEAST_BITS
              + " are not safe; make a new key");
    }
    try {
      this.length = draw(new byte[SESSION_KEY], new SecureRandom()).length;
    } catch (PGPException | IOException | RuntimeException e) {
      // Bouncy Castle tells of curves and algorithms that it does not know by any of them.
      throw StocktakeException.usage(
          "the encryption key of "
              + primary
              + " is of a kind that cannot be used ("
              + e.getMessage()
              + "); use RSA, or ECDH with Curve25519 or a NIST curve");
    }
  }

  /** The primary key's fingerprint. */
  String primary() {
    return primary;
  }

  /** Its own fingerprint. */
  String fingerprint() {
    return Fingerprint.of(key);
  }

  /** Bytes of each packet. */
  int length() {
    return length;
  }

  /** A session key of AES-256 as a PKESK packet of version 3 (RFC 4880, section 5.1). */
  byte[] wrap(byte[] sessionKey, SecureRandom random) {
    try {
      return draw(sessionKey, random);
    } catch (PGPException | IOException e) {
      throw new IllegalStateException("a key that wrapped before does not now: " + primary, e);
    }
  }

  /**
   * RSA and ElGamal give integers, which lose their leading zero bytes: one in 256 packets would be
   * shorter. A message's length is to be known before its session key is drawn, so it is wrapped
   * again until nothing is lost. Points and wrapped keys of ECDH never vary in length.
   */
  private byte[] draw(byte[] sessionKey, SecureRandom random) throws PGPException, IOException {
    for (int draw = 0; draw < MOST_DRAWS; draw++) {
      PublicKeyEncSessionPacket packet =
          (PublicKeyEncSessionPacket)
              new BcPublicKeyKeyEncryptionMethodGenerator(key)
                  .setSecureRandom(random)
                  .generate(
                      new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256)
                          .setSecureRandom(random),
                      sessionKey);
      if (modulus().isEmpty() || isWhole(packet.getEncSessionKey())) {
        return packet.getEncoded();
      }
    }
    throw new PGPException("no draw has its full length");
  }

  /** With one bit in its first byte alone, most numbers below the modulus have a byte fewer. */
  private boolean isWhole(byte[][] integers) {
    int bytes = (modulus().get().bitLength() + 6) / Byte.SIZE;
    return Stream.of(integers).allMatch(integer -> integer.length == MPI_HEADER + bytes);
  }

  private Optional<BigInteger> modulus() {
    BCPGKey numbers = key.getPublicKeyPacket().getKey();
    if (numbers instanceof RSAPublicBCPGKey rsa) {
      return Optional.of(rsa.getModulus());
    }
    if (numbers instanceof ElGamalPublicBCPGKey elGamal) {
      return Optional.of(elGamal.getP());
    }
    return Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecipientKey that
        && Arrays.equals(key.getFingerprint(), that.key.getFingerprint());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(key.getFingerprint());
  }

  @Override
  public String toString() {
    return fingerprint();
  }
}
