package io.stocktake.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The last results of each JDK, as a Markdown file: a section for each benchmark and machine, of
 * which a new run replaces its own.
 */
public final class Results {
  private static final String TITLE =
      "# Results of infra/bench\n\nMedians of warm runs, ours and the peer's in turn.\n";
  private static final String SECTION = "\n## ";
  private static final String HEAD =
      "| work | ours | peer | theirs | ratio | goal | |\n|---|---|---|---|---|---|---|\n";

  private final Path file;

  public Results(Path file) {
    this.file = file;
  }

  /** A table of lines. */
  public static String table(List<ResultRow> lines) {
    StringBuilder table = new StringBuilder(HEAD);
    for (ResultRow row : lines) {
      table.append("| ").append(String.join(" | ", row.cells())).append(" |\n");
    }
    return table.toString();
  }

  /** Keeps the lines of a benchmark instead of its last ones on such a machine. */
  public void keep(String benchmark, String machine, List<ResultRow> lines) throws IOException {
    String heading = benchmark + ": " + machine + "\n";
    List<String> sections = new ArrayList<>(sections());
    sections.removeIf(section -> section.startsWith(heading));
    sections.add(heading + "\n" + table(lines));
    sections.sort(null);
    Files.writeString(file, TITLE + SECTION + String.join(SECTION, sections));
  }

  private List<String> sections() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    List<String> parts = List.of(Files.readString(file).split(SECTION));
    return parts.subList(1, parts.size());
  }
}
