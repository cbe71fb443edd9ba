package io.stocktake.aws.trust;

import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PEM file of the certificate authorities to trust. As with the AWS CLI, these replace the ones
 * of the system.
 *
 * @param file where they were read from
 * @param certificates at least one
 */
public record CaBundle(Path file, List<X509Certificate> certificates) {
  /** One certificate (RFC 7468, section 5); what is between them is a comment. */
  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([^-]*)"
              + "-----END (?:X509 |TRUSTED )?CERTIFICATE-----");

  /** Keeps its own copy of the list. */
  public CaBundle {
    certificates = List.copyOf(certificates);
  }

  /** Says what is wrong with a file. */
  @FunctionalInterface
  private interface Complaint {
    StocktakeException about(String what);
  }

  /**
   * Reads a bundle that the environment or a profile names.
   *
   * @param setting what names the file, as the user knows it: {@code AWS_CA_BUNDLE}
   * @throws StocktakeException of kind USAGE if the file cannot be read, or holds no certificate
   */
  public static CaBundle read(String setting, Path file) throws StocktakeException {
    return read(
        file,
        what ->
            StocktakeException.usage(
                "the CA bundle " + file + ", which " + setting + " names, " + what));
  }

  /**
   * Reads a bundle that the caller was given.
   *
   * @throws StocktakeException of kind USAGE if the file cannot be read, or holds no certificate
   */
  public static CaBundle read(Path file) throws StocktakeException {
    return read(
        file,
        what ->
            StocktakeException.usage(
                FailureCode.CA_BUNDLE_UNUSABLE, "the CA bundle " + file + " " + what));
  }

  private static CaBundle read(Path file, Complaint complaint) throws StocktakeException {
    List<X509Certificate> certificates;
    try {
      certificates = certificates(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      String why = Files.isDirectory(file) ? "it is a directory" : reason(file);
      throw complaint.about("cannot be read: " + why);
    } catch (CertificateException | IllegalArgumentException e) {
      throw complaint.about("holds a damaged certificate: " + e.getMessage());
    }
    if (certificates.isEmpty()) {
      throw complaint.about("holds no certificate in PEM form");
    }
    return new CaBundle(file, certificates);
  }

  private static String reason(Path file) {
    return Files.exists(file) ? "access is denied" : "it does not exist";
  }

  /** All certificates of a text, in its order. */
  static List<X509Certificate> certificates(String pem) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher blocks = PEM.matcher(pem);
    while (blocks.find()) {
      byte[] der = Base64.getMimeDecoder().decode(blocks.group(1));
      certificates.add(
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
    }
    return certificates;
  }
}
