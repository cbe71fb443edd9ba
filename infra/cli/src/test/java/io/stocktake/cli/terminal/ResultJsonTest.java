package io.stocktake.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.stocktake.manifests.S3Location;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultJsonTest {
  private record Places(Path directory, S3Location destination, List<Path> more) {}

  private record Run(Instant at, @JsonUnwrapped Traffic traffic, boolean stopped) {}

  private record Traffic(long requests, Duration seconds) {}

  private record Perhaps(
      Optional<Path> told, @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> leftOut) {}

  private static String json(Object view) throws JsonProcessingException {
    return ResultJson.MAPPER.writeValueAsString(view);
  }

  @Test
  void placesAreText() throws JsonProcessingException {
    assertThat(
            json(
                new Places(
                    Path.of("a b/ü"), new S3Location("photos", "p/"), List.of(Path.of("c")))))
        .isEqualTo("{\"directory\":\"a b/ü\",\"destination\":\"s3://photos/p/\",\"more\":[\"c\"]}");
  }

  @Test
  void membersKeepTheirOrderAndDurationsAreSecondsToTheMillisecond()
      throws JsonProcessingException {
    Instant time = Instant.parse("2026-11-02T00:00:00Z");
    assertThat(json(new Run(time, new Traffic(3, Duration.ofNanos(1_234_999_999L)), true)))
        .isEqualTo(
            "{\"at\":\"2026-11-02T00:00:00Z\",\"requests\":3,\"seconds\":1.234,\"stopped\":true}");
  }

  @Test
  void whatIsNotThereIsNullOrLeftOut() throws JsonProcessingException {
    assertThat(json(new Perhaps(Optional.empty(), Optional.empty()))).isEqualTo("{\"told\":null}");
    assertThat(json(new Perhaps(Optional.of(Path.of("p")), Optional.of(""))))
        .isEqualTo("{\"told\":\"p\",\"leftOut\":\"\"}");
  }
}
