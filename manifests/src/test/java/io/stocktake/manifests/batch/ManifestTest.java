package io.stocktake.manifests.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  @TempDir private Path base;

  @Test
  void writesWhatBatchOperationsRead() throws IOException {
    Path file = base.resolve("m.csv");
    try (ManifestWriter writer = new ManifestWriter(file, "acme-src", true)) {
      writer.row(new ObjectKey("object key with spaces"), Optional.empty());
      writer.row(new ObjectKey("photos/a.jpg"), Optional.of("PZ9ibn9D5lP6p298B7S9_ceqx1n5EJ0p"));
      writer.row(new ObjectKey("raw/a+bé.mov"), Optional.of("YY_ouuAJByNW1LRBfFMfxMge7XQWxMBF"));
    }

    assertThat(file)
        .hasContent(
            """
            acme-src,object%20key%20with%20spaces,null
            acme-src,photos/a.jpg,PZ9ibn9D5lP6p298B7S9_ceqx1n5EJ0p
            acme-src,raw/a%2Bb%C3%A9.mov,YY_ouuAJByNW1LRBfFMfxMge7XQWxMBF
            """);
    assertThat(Files.readAllBytes(file)[0]).isEqualTo((byte) 'a');
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "%41", "a%", " +,\"\n\r\t", "\uD83D\uDE00/ü", "'()*!", "\u0001"})
  void everyKeyComesBack(String name) throws IOException {
    ObjectKey key = new ObjectKey(name);
    Path file = base.resolve("m.csv");
    try (ManifestWriter writer = new ManifestWriter(file, "b", false)) {
      writer.row(key, Optional.empty());
    }

    try (ManifestReader reader = new ManifestReader(file)) {
      assertThat(reader.next()).hasValue(new ManifestReader.Row(key, Optional.empty()));
      assertThat(reader.next()).isEmpty();
    }
    assertThat(Files.readString(file)).matches("b,[A-Za-z0-9._~/%-]+\n");
  }

  @Test
  void aKeyComesOnceAndAVersionOnAllRowsOrNone() throws IOException {
    try (ManifestWriter writer = new ManifestWriter(base.resolve("m.csv"), "b", false)) {
      writer.row(new ObjectKey("b"), Optional.empty());
      assertThatThrownBy(() -> writer.row(new ObjectKey("b"), Optional.empty()))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> writer.row(new ObjectKey("c"), Optional.of("v")))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
