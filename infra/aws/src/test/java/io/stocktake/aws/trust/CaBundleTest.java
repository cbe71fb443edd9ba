package io.stocktake.aws.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.lab.tls.CertificateAuthority;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaBundleTest {
  private static final String PEM = CertificateAuthority.named("First").pem();

  @TempDir private Path temp;

  @Test
  void certificatesAreFoundBetweenComments() throws IOException {
    String other = CertificateAuthority.named("Second").pem().replace("\n", "\r\n");
    Path file = write("# First: größe\n" + PEM + "\nSecond\n======\n" + other);

    assertThat(CaBundle.read("AWS_CA_BUNDLE", file).certificates())
        .extracting(certificate -> certificate.getSubjectX500Principal().getName())
        .containsExactly("CN=First", "CN=Second");
  }

  @ParameterizedTest
  @CsvSource({
    "empty, '', holds no certificate",
    "text, not a certificate, holds no certificate",
    "key, '-----BEGIN PRIVATE KEY-----\nMIG=\n-----END PRIVATE KEY-----', holds no certificate",
    "cut, '-----BEGIN CERTIFICATE-----\nMIIB\n', holds no certificate",
    "damaged, '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----', damaged certificate"
  })
  void whatIsNoBundleIsRefused(String name, String content, String says) throws IOException {
    Path file = write(content);

    refuses(file, says);
  }

  @Test
  void whatIsNoFileIsRefused() {
    refuses(temp.resolve("none"), "does not exist");
    refuses(temp, "is a directory");
  }

  private static void refuses(Path file, String says) {
    assertThatThrownBy(() -> CaBundle.read("AWS_CA_BUNDLE", file))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("AWS_CA_BUNDLE")
        .hasMessageContaining(says);
  }

  private Path write(String content) throws IOException {
    return Files.writeString(temp.resolve("ca.pem"), content);
  }
}
