package io.stocktake.executor.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.stocktake.executor.journal.Journal;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.io.Json;
import io.stocktake.manifests.io.PrivateFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The sealed report of a plan, {@code report.json} in its directory: what was planned and what
 * became of it, over all runs so far. Anybody with the plan's directory can check it, by reading
 * plan and journal again.
 *
 * @param content its members, by name
 */
public record SealedReport(Map<String, Object> content) {
  /** Its name in the plan's directory. */
  public static final String FILE = "report.json";

  private static final String FORMAT = "stocktake-report/1";

  /**
   * Tells what became of a plan, and writes it in one step.
   *
   * @param plan the plan, whose journal nobody writes to meanwhile
   */
  public static SealedReport write(ReportedPlan plan, RunStatistics run) throws IOException {
    Map<String, Object> content = sources(plan);
    content.putAll(plan.coverage());
    content.put("run", run.json(plan.traffic()));
    ReportTotals totals = ReportTotals.of(plan);
    content.put("figures", totals.json());
    content.put("reasons", totals.reasons().json());
    content.put(Seal.MEMBER, Seal.of(content));
    Path file = plan.sealed().directory().resolve(FILE);
    try {
      PrivateFiles.replace(file, Json.INDENTED.writeValueAsBytes(content));
    } catch (IOException e) {
      throw StocktakeException.environment(
          "cannot write the report "
              + file
              + " ("
              + e.getMessage()
              + "); what was done is in the journal: free some disk space, then run apply again",
          e);
    }
    return new SealedReport(content);
  }

  /** What the report is read from, so that it can be found out whether that is still the same. */
  private static Map<String, Object> sources(ReportedPlan plan) throws IOException {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("format", FORMAT);
    content.put("plan", plan.sealed().digest());
    content.putAll(plan.origin());
    content.put("journal", Digests.sha256(journal(plan)));
    return content;
  }

  /**
   * Reads the report of a plan.
   *
   * @throws StocktakeException of kind USAGE if there is none, or it is no report
   */
  public static SealedReport read(ReportedPlan plan) throws IOException {
    Path file = plan.sealed().directory().resolve(FILE);
    try {
      return new SealedReport(Json.COMPACT.readValue(file.toFile(), new TypeReference<>() {}));
    } catch (JsonProcessingException e) {
      throw StocktakeException.usage(
          file + " is not a report (" + e.getOriginalMessage() + "): apply the plan again");
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw StocktakeException.usage(
          "there is no report "
              + file
              + ": the plan was never applied, or no apply of it came to its end; run apply");
    }
  }

  /**
   * What is wrong with it, in sentences; nothing if it is what a run wrote of this plan and of what
   * its journal says now, and all its figures agree.
   */
  public List<String> flaws(ReportedPlan plan) throws IOException {
    List<String> flaws = new ArrayList<>();
    if (!Seal.of(content).equals(content.get(Seal.MEMBER))) {
      flaws.add("it was altered after it was sealed");
    }
    if (!Files.exists(journal(plan))) {
      flaws.add("the journal that it tells of is gone");
      return flaws;
    }
    try {
      plan.verify();
    } catch (StocktakeException e) {
      flaws.add(e.getMessage());
      return flaws;
    }
    sources(plan).forEach((name, value) -> compare(name, value, flaws));
    plan.coverage().forEach((name, value) -> compareLater(name, value, "plan says", flaws));
    ReportTotals totals = ReportTotals.of(plan);
    Map<String, Object> figures = totals.json();
    if (!sameJson(figures, content.get("figures"))) {
      flaws.add("its figures are not what plan and journal say");
    }
    compareLater("reasons", totals.reasons().json(), "journal says", flaws);
    if (!Boolean.TRUE.equals(figures.get("balanced"))) {
      flaws.add("the figures do not balance, or the journal is damaged");
    }
    return flaws;
  }

  private void compare(String name, Object value, List<String> flaws) {
    if (Objects.equals(content.get(name), value)) {
      return;
    }
    flaws.add(
        name.equals("journal")
            ? "the journal has changed since: an apply is running or was killed, or it was altered"
            : "it is of another " + name);
  }

  /** Reports of earlier versions do not tell of it. */
  private void compareLater(String name, Object value, String says, List<String> flaws) {
    if (content.containsKey(name) && !sameJson(value, content.get(name))) {
      flaws.add("its " + name + " is not what the " + says);
    }
  }

  private static Path journal(ReportedPlan plan) {
    return plan.sealed().directory().resolve(Journal.FILE);
  }

  /** As they are read back, numbers may be of another class. */
  private static boolean sameJson(Object one, Object other) {
    return Json.COMPACT
        .valueToTree(one)
        .toString()
        .equals(Json.COMPACT.valueToTree(other).toString());
  }
}
