package io.stocktake.aws.trust;

import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** The trusted certificate authorities: those of a bundle, or those of the system. */
public final class Trust {
  private static final String STORE = "javax.net.ssl.trustStore";
  private static final String TYPE = "javax.net.ssl.trustStoreType";
  private static final String PASSWORD = "javax.net.ssl.trustStorePassword";

  /** What takes the least time to write and read; it is gone when a client is made. */
  private static final String TYPE_OF_FILE = "JKS";

  /** It keeps no secret, but a file has to have one. */
  private static final String OPEN = "certificates";

  /** Where the CRT's TLS finds the system's authorities on Linux. */
  private static final List<String> SYSTEM =
      List.of(
          "/etc/ssl/certs/ca-certificates.crt",
          "/etc/pki/tls/certs/ca-bundle.crt",
          "/etc/ssl/ca-bundle.pem",
          "/etc/pki/tls/cacert.pem",
          "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
          "/etc/ssl/cert.pem");

  private final Optional<CaBundle> bundle;

  public Trust(Optional<CaBundle> bundle) {
    this.bundle = bundle;
  }

  /**
   * Makes something of the CRT whose TLS trusts the bundle. Its clients take authorities from the
   * JVM's system properties alone, so these say so while one is made.
   */
  public <T> T during(Supplier<T> making) {
    return bundle.isEmpty() ? making.get() : during(bundle.get(), making);
  }

  public static <T> T during(CaBundle bundle, Supplier<T> making) {
    Path file = null;
    try {
      file = Files.createTempFile("stocktake-ca", ".jks");
      try (OutputStream out = Files.newOutputStream(file)) {
        store(bundle.certificates()).store(out, OPEN.toCharArray());
      }
      return withProperties(file, making);
    } catch (IOException | GeneralSecurityException e) {
      throw new UncheckedIOException(
          StocktakeException.environment(
              "the CA bundle " + bundle.file() + " cannot be used: " + e.getMessage(), e));
    } finally {
      delete(file);
    }
  }

  private static <T> T withProperties(Path file, Supplier<T> making) {
    synchronized (Trust.class) {
      List<String> names = List.of(STORE, TYPE, PASSWORD);
      List<String> before = names.stream().map(name -> System.getProperty(name, "")).toList();
      set(names, List.of(file.toString(), TYPE_OF_FILE, OPEN));
      try {
        return making.get();
      } finally {
        set(names, before);
      }
    }
  }

  private static void set(List<String> names, List<String> values) {
    for (int i = 0; i < names.size(); i++) {
      if (values.get(i).isEmpty()) {
        System.clearProperty(names.get(i));
      } else {
        System.setProperty(names.get(i), values.get(i));
      }
    }
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // It holds certificates, which are public.
    }
  }

  /** The stores that the CRT may have; without a bundle it is not known which it has. */
  int stores() {
    return bundle.isPresent() ? 1 : 2;
  }

  /** What judges certificates by one of the stores; it takes time to make. */
  X509ExtendedTrustManager manager(int store) throws GeneralSecurityException {
    if (bundle.isPresent()) {
      return manager(store(bundle.get().certificates()));
    }
    return manager(store == 0 ? null : store(ofSystem()));
  }

  private static List<X509Certificate> ofSystem() throws GeneralSecurityException {
    Optional<Path> file =
        Stream.concat(Stream.ofNullable(System.getenv("SSL_CERT_FILE")), SYSTEM.stream())
            .map(Path::of)
            .filter(Files::isReadable)
            .findFirst();
    try {
      return file.isEmpty()
          ? List.of()
          : CaBundle.certificates(Files.readString(file.get(), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static KeyStore store(List<X509Certificate> certificates)
      throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(TYPE_OF_FILE);
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new IllegalStateException("an empty store is read from nowhere", e);
    }
    for (X509Certificate certificate : certificates) {
      store.setCertificateEntry("ca-" + store.size(), certificate);
    }
    return store;
  }

  private static X509ExtendedTrustManager manager(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Stream.of(factory.getTrustManagers())
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(X509ExtendedTrustManager.class::cast)
        .findFirst()
        .orElseThrow(() -> new GeneralSecurityException("this JDK judges no certificates"));
  }
}
