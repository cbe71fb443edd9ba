package io.stocktake.lab.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate authority that lives as long as its process: its key is written nowhere. It issues
 * certificates of X.509 version 3 (RFC 5280) with keys on the curve P-256.
 */
public final class CertificateAuthority {
  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
  private static final String ALTERNATIVE_NAMES = "2.5.29.17";
  private static final int DNS_NAME = 0x82;
  private static final int ADDRESS = 0x87;
  private static final int SERIAL_BITS = 120;
  private static final Pattern IS_ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  /** May sign certificates and revocation lists. */
  private static final byte[] SIGNS = Der.bits(1, new byte[] {0x06});

  /** May sign what is exchanged. */
  private static final byte[] TALKS = Der.bits(7, new byte[] {(byte) 0x80});

  private final String name;
  private final KeyPair keys;
  private final X509Certificate certificate;

  private CertificateAuthority(String name) throws GeneralSecurityException {
    Instant now = Instant.now();
    this.name = name;
    this.keys = keys();
    byte[] extensions =
        Der.sequence(
            extension(BASIC_CONSTRAINTS, true, Der.sequence(Der.truth())),
            extension(KEY_USAGE, true, SIGNS));
    this.certificate =
        signed(
            name, keys, now.minus(1, ChronoUnit.HOURS), now.plus(365, ChronoUnit.DAYS), extensions);
  }

  /** A new authority. */
  public static CertificateAuthority named(String name) {
    try {
      return new CertificateAuthority(name);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /** Its certificate, as a file for those who are to trust it. */
  public String pem() {
    try {
      String body =
          Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
      return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("it was just read", e);
    }
  }

  /**
   * The TLS of a server with a new key, and a certificate that this issues.
   *
   * @param names host names and addresses that it is for
   * @param from when the certificate begins to be valid
   * @param to when it ends to be
   */
  public SSLContext server(List<String> names, Instant from, Instant to) {
    try {
      KeyPair own = keys();
      X509Certificate issued = signed(names.get(0), own, from, to, ofServer(names));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      X509Certificate[] chain = {issued, certificate};
      store.setKeyEntry("server", own.getPrivate(), new char[0], chain);
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw new IllegalStateException("no certificate for " + names, e);
    }
  }

  private static byte[] ofServer(List<String> names) throws UnknownHostException {
    byte[][] alternatives = new byte[names.size()][];
    for (int i = 0; i < alternatives.length; i++) {
      String host = names.get(i);
      alternatives[i] =
          IS_ADDRESS.matcher(host).matches()
              ? Der.value(ADDRESS, InetAddress.getByName(host).getAddress())
              : Der.value(DNS_NAME, host.getBytes(StandardCharsets.US_ASCII));
    }
    return Der.sequence(
        extension(BASIC_CONSTRAINTS, true, Der.sequence()),
        extension(KEY_USAGE, true, TALKS),
        extension(EXTENDED_KEY_USAGE, false, Der.sequence(Der.oid(SERVER_AUTHENTICATION))),
        extension(ALTERNATIVE_NAMES, false, Der.sequence(alternatives)));
  }

  private X509Certificate signed(
      String subject, KeyPair of, Instant from, Instant to, byte[] extensions)
      throws GeneralSecurityException {
    byte[] algorithm = Der.sequence(Der.oid(ECDSA_WITH_SHA256));
    byte[] content =
        Der.sequence(
            Der.value(0xA0, Der.integer(BigInteger.TWO)),
            Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE)),
            algorithm,
            commonName(name),
            Der.sequence(Der.time(from), Der.time(to)),
            commonName(subject),
            of.getPublic().getEncoded(),
            Der.value(0xA3, extensions));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(content);
    byte[] der = Der.sequence(content, algorithm, Der.bits(0, signature.sign()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private static byte[] commonName(String text) {
    return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.text(text))));
  }

  private static byte[] extension(String oid, boolean critical, byte[] content) {
    return critical
        ? Der.sequence(Der.oid(oid), Der.truth(), Der.octets(content))
        : Der.sequence(Der.oid(oid), Der.octets(content));
  }
}
