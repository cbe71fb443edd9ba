package io.stocktake.aws.trust;

import io.stocktake.manifests.FailureCode;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Checks the certificates of one handshake against the trust stores that the CRT may use; one that
 * accepts them is enough. Says in a sentence what is wrong with them.
 */
public final class CertificateJudge extends X509ExtendedTrustManager {
  private static final int DNS_NAME = 2;
  private static final int ADDRESS = 7;

  private final Trust trust;
  private final String host;
  private Optional<Flaw> flaw = Optional.empty();

  /**
   * What is wrong with a certificate.
   *
   * @param sentence the flaw
   * @param code says that a setting would help, if one would
   */
  public record Flaw(String sentence, Optional<FailureCode> code) {
    private static Flaw of(String sentence) {
      return new Flaw(sentence, Optional.empty());
    }
  }

  public CertificateJudge(Trust trust, String host) {
    this.trust = trust;
    this.host = host;
  }

  /** What is wrong, once a handshake failed because of it. */
  public Optional<Flaw> flaw() {
    return flaw;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    Optional<CertificateException> refusal =
        refusal(manager -> manager.checkServerTrusted(chain, type, socket));
    if (refusal.isPresent()) {
      flaw = Optional.of(flaw(chain, type));
      throw refusal.get();
    }
  }

  /** How a trust manager judges. */
  @FunctionalInterface
  private interface Check {
    void by(X509ExtendedTrustManager manager) throws CertificateException;
  }

  /** Why no store trusts what is checked; nothing if one does. */
  private Optional<CertificateException> refusal(Check check) {
    CertificateException last = null;
    for (int store = 0; store < trust.stores(); store++) {
      try {
        check.by(trust.manager(store));
        return Optional.empty();
      } catch (CertificateException e) {
        last = e;
      } catch (GeneralSecurityException e) {
        last = new CertificateException(e);
      }
    }
    return Optional.ofNullable(last);
  }

  private Flaw flaw(X509Certificate[] chain, String type) {
    Optional<String> outOfDate = Stream.of(chain).flatMap(c -> outOfDate(c).stream()).findFirst();
    if (outOfDate.isPresent()) {
      return Flaw.of(outOfDate.get());
    }
    // Only the check with a socket compares the host name.
    if (refusal(manager -> manager.checkServerTrusted(chain, type)).isEmpty()) {
      return Flaw.of("it is not for " + host + " but for " + names(chain[0]) + "; use that name");
    }
    return new Flaw(
        "it was issued by "
            + chain[chain.length - 1].getIssuerX500Principal()
            + ", which is not trusted",
        Optional.of(FailureCode.CERTIFICATE_UNTRUSTED));
  }

  private static Optional<String> outOfDate(X509Certificate certificate) {
    String whose = certificate.getSubjectX500Principal() + ", issued by ";
    String issuer = certificate.getIssuerX500Principal().toString();
    try {
      certificate.checkValidity();
      return Optional.empty();
    } catch (java.security.cert.CertificateExpiredException e) {
      return Optional.of(whose + issuer + ", expired at " + certificate.getNotAfter().toInstant());
    } catch (java.security.cert.CertificateNotYetValidException e) {
      return Optional.of(
          whose
              + issuer
              + ", is valid only from "
              + certificate.getNotBefore().toInstant()
              + "; check the clock of this machine");
    }
  }

  private static String names(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? certificate.getSubjectX500Principal().toString()
          : names.stream()
              .filter(name -> name.get(0).equals(DNS_NAME) || name.get(0).equals(ADDRESS))
              .map(name -> name.get(1).toString())
              .collect(Collectors.joining(", "));
    } catch (CertificateException e) {
      return "names that cannot be read";
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) {
    throw new IllegalStateException("a handshake has a socket");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
    throw new IllegalStateException("a handshake has a socket");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) {
    throw new IllegalStateException("there are no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
    throw new IllegalStateException("there are no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
    throw new IllegalStateException("there are no clients here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
