package io.stocktake.cli.inputs.store;

import com.fasterxml.jackson.core.type.TypeReference;
import io.stocktake.aws.compat.ProbeResult;
import io.stocktake.executor.store.Guarantee;
import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Json;
import io.stocktake.manifests.io.SystemErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The file of a probe's results in a plan's directory: one store, and a sentence by guarantee. */
public final class ProbeFile {
  private static final String NAME = "probe.json";
  private static final String STORE = "store";
  private static final String HELD = "held";

  private final Path file;
  private final String store;

  /**
   * The file of one directory.
   *
   * @param store what was or is probed: what was found of another does not count
   */
  public ProbeFile(Path directory, String store) {
    this.file = directory.resolve(NAME);
    this.store = store;
  }

  /** What was found so far; nothing if the file is not to be read, and then it is found again. */
  public Map<Guarantee, ProbeResult> read() {
    Map<Guarantee, ProbeResult> found = new EnumMap<>(Guarantee.class);
    try {
      Map<String, String> told = Json.COMPACT.readValue(file.toFile(), new TypeReference<>() {});
      if (store.equals(told.remove(STORE))) {
        told.forEach((code, text) -> found.put(CodedEnum.parse(Guarantee.class, code), of(text)));
      }
      return found;
    } catch (IOException | IllegalArgumentException e) {
      return new EnumMap<>(Guarantee.class);
    }
  }

  /** Keeps what is known; the rest is tried again. */
  public void write(Map<Guarantee, ProbeResult> found) throws StocktakeException {
    Map<String, String> told = new LinkedHashMap<>();
    told.put(STORE, store);
    found.forEach(
        (guarantee, probed) -> {
          if (probed.known()) {
            told.put(guarantee.code(), text(probed));
          }
        });
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, Json.INDENTED.writeValueAsBytes(told));
    } catch (IOException e) {
      throw StocktakeException.environment(
          "cannot write " + file + ": " + SystemErrors.reason(e), e);
    }
  }

  public static String text(ProbeResult probed) {
    return probed.held() ? HELD : probed.detail();
  }

  private static ProbeResult of(String text) {
    return text.equals(HELD) ? ProbeResult.HELD : ProbeResult.not(text);
  }
}
