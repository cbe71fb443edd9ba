package io.stocktake.manifests.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptedNamesTest {
  private static final String ONE = "0123456789ABCDEF0123456789ABCDEF01234567";
  private static final String OTHER = "89ABCDEF0123456789ABCDEF0123456701234567";

  private final EncryptedNames names =
      names(
          "encrypt-to=" + ONE,
          "private/** encrypt-to=" + OTHER + "," + ONE,
          "private/keys/** sse-c=k",
          "public/** encrypt-to=none");

  @ParameterizedTest
  @CsvSource({
    "a, a.gpg",
    "a.gpg, a.gpg.gpg",
    "private/a, private/a.gpg",
    "private/keys/a, private/keys/a",
    "public/a, public/a",
    "public/a.gpg, public/a.gpg"
  })
  void anObjectIsNamedAfterItsFileAndTheFileAfterIt(String file, String object) {
    assertThat(names.object(file)).isEqualTo(object);
    assertThat(names.file(object)).isEqualTo(file);
    assertThat(names.isEncrypted(object)).isEqualTo(!file.equals(object));
    assertThat(names.recipients(object, file).isPresent()).isEqualTo(!file.equals(object));
  }

  @Test
  void theLastRuleThatMatchesDecides() {
    assertThat(names.recipients("a").orElseThrow().text()).isEqualTo(ONE);
    assertThat(names.recipients("private/a").orElseThrow().text()).isEqualTo(ONE + "," + OTHER);
    assertThat(names.recipients("public/a")).isEmpty();
    assertThat(names.all().text()).isEqualTo(ONE + "," + OTHER);
    assertThat(EncryptedNames.NONE.any()).isFalse();
    assertThat(EncryptedNames.NONE.object("a")).isEqualTo("a");
  }

  @Test
  void aFileWithTheNameOfAnothersObjectIsNotEncrypted() {
    EncryptedNames pictures = names("**.jpg encrypt-to=" + ONE);
    assertThat(pictures.recipients("a.jpg.gpg", "a.jpg")).isPresent();
    assertThat(pictures.recipients("a.jpg.gpg", "a.jpg.gpg")).isEmpty();
    assertThat(pictures.mayCollide("a.jpg")).isTrue();
    assertThat(pictures.mayCollide("a.jpg.gpg")).isTrue();
    assertThat(pictures.mayCollide("a.txt")).isFalse();
    assertThat(names("encrypt-to=" + ONE).recipients("u\u0308.gpg", "\u00fc")).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "a.gpg, a, true",
    "a.gpg.gpg, a.gpg, true",
    "a.gpg, a.gpg, false",
    "a, a, false",
    "l.rclonelink.gpg, l, true",
    "a.gpg.gpg, a, false",
    "gpg, gpg, false"
  })
  void aKeyTellsWhetherItIsOfAnEncryptedPath(String key, String path, boolean encrypted) {
    assertThat(EncryptedNames.isOf("p/" + key, path)).isEqualTo(encrypted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"01234567", "0123456789ABCDEF", "", ONE + "0", ONE + ",", "x" + ONE, "NONE"})
  void onlyWholeFingerprintsAreTaken(String text) {
    assertThatThrownBy(() -> PropertyRule.parse("a encrypt-to=" + text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fingerprint");
  }

  @Test
  void aFingerprintMayBeWrittenAsGpgPrintsIt() {
    assertThat(Fingerprints.parse("0x0123 4567 89ab cdef 0123  4567 89AB CDEF 0123 4567").text())
        .isEqualTo(ONE);
    assertThat(Fingerprints.parse(OTHER + "," + ONE + "," + OTHER))
        .isEqualTo(Fingerprints.parse(ONE + "," + OTHER));
  }

  @Test
  void oneObjectIsNotEncryptedTwiceByUs() {
    assertThatThrownBy(() -> PropertyRule.parse("sse-c=k encrypt-to=" + ONE))
        .hasMessageContaining("needs no customer key");
    assertThat(PropertyRule.parse("encryption=aws:kms encrypt-to=" + ONE).properties().set())
        .hasSize(2);
  }

  private static EncryptedNames names(String... rules) {
    return new EncryptedNames(
        new PropertyRules(Arrays.stream(rules).map(PropertyRule::parse).toList()));
  }
}
