package io.stocktake.cli.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.InvalidSettingException;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class CheckedTest {
  @Test
  void whatCanBeMadeIsGivenBack() throws StocktakeException {
    assertThat(Checked.option("--inventory", () -> S3Location.parse("s3://photos/p")).prefix())
        .isEqualTo("p");
    String none = Checked.options(() -> "");
    assertThat(none).isEmpty();
  }

  @Test
  void whatOneOptionCannotBeIsWrongUsageThatBeginsWithItsName() {
    assertThatThrownBy(() -> Checked.option("--state", () -> S3Location.parse("s3://")))
        .isInstanceOfSatisfying(
            StocktakeException.class,
            e -> assertThat(e.kind()).isEqualTo(StocktakeException.Kind.USAGE))
        .hasMessageStartingWith("--state: ");
  }

  @Test
  void whatDoesNotGoTogetherHasTheHintOfItsCode() {
    assertThatThrownBy(
            () ->
                Checked.options(
                    () -> {
                      throw new InvalidSettingException(FailureCode.TWO_FILE_LISTS, "two lists");
                    }))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessage("two lists; give --files-from or --listing, not both");
  }

  @Test
  void theCallersWordsTakeTheSentenceIn() {
    assertThatThrownBy(() -> Checked.options(sentence -> "in f: " + sentence, () -> new ETag("\"")))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageStartingWith("in f: ");
  }

  @Test
  void otherFailuresPassAsTheyAre() {
    IOException lost = new IOException("lost");
    assertThatThrownBy(
            () ->
                Checked.value(
                    () -> {
                      throw lost;
                    }))
        .isSameAs(lost);
    assertThatThrownBy(
            () ->
                Checked.options(
                    () -> {
                      throw new UncheckedIOException(lost);
                    }))
        .isInstanceOf(UncheckedIOException.class);
  }
}
