package io.stocktake.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.aws.compat.ProbeResult;
import io.stocktake.cli.inputs.store.ProbeFile;
import io.stocktake.executor.store.Guarantee;
import io.stocktake.manifests.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The format of {@code probe.json}. */
class ProbeGoldenTest {
  private static final String STORE = "http://127.0.0.1:9000 s3://images/p/";

  @TempDir private Path temp;

  @Test
  void theFileIsWrittenByteForByte() throws IOException {
    Map<Guarantee, ProbeResult> found = found();
    found.put(Guarantee.TAGS, new ProbeResult(ProbeResult.Answer.CANNOT_TELL, "is not kept"));
    new ProbeFile(temp, STORE).write(found);
    Golden.check("probe.json", Files.readAllBytes(temp.resolve("probe.json")));
  }

  @Test
  void theFileIsReadCompletely() throws IOException {
    Files.copy(Golden.path("probe.json"), temp.resolve("probe.json"));
    assertThat(new ProbeFile(temp, STORE).read()).isEqualTo(found());
    assertThat(new ProbeFile(temp, "another store").read()).isEmpty();
  }

  /** All that a store may hold to but one. */
  private static Map<Guarantee, ProbeResult> found() {
    Map<Guarantee, ProbeResult> found = new EnumMap<>(Guarantee.class);
    for (Guarantee guarantee : Guarantee.values()) {
      found.put(guarantee, ProbeResult.HELD);
    }
    found.put(Guarantee.PUT_IF_MATCH, ProbeResult.not("answered 200, \"ü\""));
    found.remove(Guarantee.TAGS);
    return found;
  }
}
