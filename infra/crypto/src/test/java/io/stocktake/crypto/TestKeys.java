package io.stocktake.crypto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.generators.X25519KeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.crypto.params.X25519KeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.PGPDigestCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/** A key pair made without gpg: Ed25519, with a Curve25519 subkey for encryption. */
public final class TestKeys {
  private final Path publicKeys;
  private final Path secretKeys;
  private final String fingerprint;

  private TestKeys(Path publicKeys, Path secretKeys, String fingerprint) {
    this.publicKeys = publicKeys;
    this.secretKeys = secretKeys;
    this.fingerprint = fingerprint;
  }

  /** Makes keys, and exports them into a directory. */
  public static TestKeys in(Path directory) throws IOException {
    try {
      SecureRandom random = new SecureRandom();
      Date now = Date.from(Instant.now());
      Ed25519KeyPairGenerator signing = new Ed25519KeyPairGenerator();
      signing.init(new Ed25519KeyGenerationParameters(random));
      X25519KeyPairGenerator agreeing = new X25519KeyPairGenerator();
      agreeing.init(new X25519KeyGenerationParameters(random));
      PGPKeyPair primary =
          new BcPGPKeyPair(
              PublicKeyPacket.VERSION_4,
              PublicKeyAlgorithmTags.EDDSA_LEGACY,
              signing.generateKeyPair(),
              now);
      PGPKeyPair subkey =
          new BcPGPKeyPair(
              PublicKeyPacket.VERSION_4,
              PublicKeyAlgorithmTags.ECDH,
              agreeing.generateKeyPair(),
              now);
      PGPKeyRingGenerator ring = ring(primary, subkey);
      byte[] print = primary.getPublicKey().getFingerprint();
      return new TestKeys(
          Files.write(directory.resolve("public.gpg"), ring.generatePublicKeyRing().getEncoded()),
          Files.write(directory.resolve("secret.gpg"), ring.generateSecretKeyRing().getEncoded()),
          HexFormat.of().formatHex(print).toUpperCase(Locale.ROOT));
    } catch (PGPException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PGPKeyRingGenerator ring(PGPKeyPair primary, PGPKeyPair subkey)
      throws PGPException {
    PGPDigestCalculator sha1 = new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1);
    PGPSignatureSubpacketGenerator certifies = new PGPSignatureSubpacketGenerator();
    certifies.setKeyFlags(true, KeyFlags.CERTIFY_OTHER);
    PGPSignatureSubpacketGenerator encrypts = new PGPSignatureSubpacketGenerator();
    encrypts.setKeyFlags(true, KeyFlags.ENCRYPT_COMMS | KeyFlags.ENCRYPT_STORAGE);
    PGPKeyRingGenerator ring =
        new PGPKeyRingGenerator(
            PGPSignature.POSITIVE_CERTIFICATION,
            primary,
            "test",
            sha1,
            certifies.generate(),
            null,
            new BcPGPContentSignerBuilder(
                primary.getPublicKey().getAlgorithm(), HashAlgorithmTags.SHA256),
            null);
    ring.addSubKey(subkey, encrypts.generate(), null);
    return ring;
  }

  /** The file with the public keys. */
  public Path publicKeys() {
    return publicKeys;
  }

  /** The file with the secret keys, not locked. */
  public Path secretKeys() {
    return secretKeys;
  }

  /** The primary key's fingerprint. */
  public String fingerprint() {
    return fingerprint;
  }
}
