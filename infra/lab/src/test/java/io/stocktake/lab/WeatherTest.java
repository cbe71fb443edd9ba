package io.stocktake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.lab.fault.Weather;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes slowly, or is refused for a clock, all the time. */
class WeatherTest {
  private static final int ENOUGH = 200;

  @TempDir private Path data;

  private Lab lab(Weather weather) throws IOException {
    Lab lab = Lab.start(LabOptions.in(data).withWeather(weather));
    lab.createBucket("one");
    return lab;
  }

  @Test
  void onePrefixIsSlowedDownAndAnotherIsNot() throws IOException {
    try (Lab lab = lab(new Weather(Duration.ZERO, 3, Duration.ZERO))) {
      Client s3 = new Client(lab);
      Set<String> seen = new TreeSet<>();
      for (int i = 0; i < ENOUGH && !seen.contains("503 SlowDown"); i++) {
        seen.add(s3.put("one", "busy/" + i, "x").outcome());
      }
      assertThat(seen).containsExactly("200", "503 SlowDown");
      assertThat(s3.put("one", "quiet/x", "x").outcome()).isEqualTo("200");
    }
  }

  @Test
  void aRequestWaits() throws IOException {
    try (Lab lab = lab(new Weather(Duration.ofMillis(50), 0, Duration.ZERO))) {
      Instant before = Instant.now();
      assertThat(new Client(lab).put("one", "k", "x").status()).isEqualTo(200);
      assertThat(Duration.between(before, Instant.now()))
          .isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }
  }

  @Test
  void aClockThatIsFarAheadRefusesAll() throws IOException {
    try (Lab lab = lab(new Weather(Duration.ZERO, 0, Duration.ofMinutes(16)))) {
      assertThat(new Client(lab).put("one", "k", "x").outcome())
          .isEqualTo("403 RequestTimeTooSkewed");
    }
  }
}
