package io.stocktake.cli.options;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** A heading of {@code --help}, and the options below it; those of no other heading are first. */
public enum HelpSection {
  MAIN("Main options"),
  FILES(
      "Which files are compared",
      "--include",
      "--exclude",
      "--filter",
      "--include-from",
      "--exclude-from",
      "--filter-from",
      "--min-size",
      "--max-size",
      "--newer-than",
      "--older-than",
      "--one-file-system",
      "--files-from",
      "--listing",
      "--from0"),
  COMPARISON(
      "How files and objects are compared",
      "--links",
      "--nfc",
      "--size-only",
      "--known-part-size",
      "--cannot-tell",
      "--rehash",
      "--sample",
      "--seed",
      "--read",
      "--checksums",
      "--checksum-report",
      "--ledger",
      "--duplicates"),
  WRITTEN(
      "What objects get: tags, properties, customer keys",
      "--tag",
      "--tag-rules",
      "--replace-tags",
      "--property",
      "--update-properties",
      "--sse-c-key"),
  ENCRYPTION(
      "Encryption with OpenPGP before files leave",
      "--encrypt-to",
      "--keyring",
      "--change-recipients"),
  ATTRIBUTES(
      "Attributes of files, and where they are kept",
      "--attributes",
      "--attributes-style",
      "--xattrs",
      "--acls"),
  COPIES(
      "Copies on the server in place of uploads",
      "--copy-from",
      "--copy-inventory",
      "--copy-duplicates",
      "--restored"),
  SAFETY(
      "Safety: what is refused, who may write, the way back",
      "--max-delete",
      "--max-inventory-age",
      "--require-file",
      "--source",
      "--compat",
      "--no-lease",
      "--lease-key",
      "--lease-time",
      "--no-undo"),
  RETENTION(
      "Retention: which snapshots are kept",
      "--keep-last",
      "--keep-daily",
      "--keep-weekly",
      "--keep-monthly",
      "--keep-yearly",
      "--keep-within",
      "--keep-tag"),
  RESTORES(
      "Restores: files that are there, names, attributes",
      "--existing",
      "--rename-unsafe",
      "--no-trash",
      "--restore-special-bits"),
  RESOURCES(
      "Memory, concurrency and rates",
      "--memory",
      "--threads",
      "--read-limit",
      "--max-in-flight",
      "--max-bytes-in-flight",
      "--requests",
      "--bandwidth",
      "--multipart-threshold",
      "--part-size",
      "--delta",
      "--rows-per-part",
      "--gzip"),
  JOBS(
      "S3 Batch Operations jobs",
      "--via",
      "--role",
      "--jobs-at",
      "--priority",
      "--confirm",
      "--report-within",
      "--canary-above",
      "--prices",
      "--resolve",
      "--restore-days",
      "--restore-tier"),
  CONNECTION(
      "Connection to S3",
      "--profile",
      "--region",
      "--endpoint-url",
      "--path-style",
      "--ca-bundle",
      "--request-payer"),
  FAULTS(
      "What it does to requests",
      "--latency",
      "--slow-down-per-prefix",
      "--idle-close",
      "--clock-skew"),
  OUTPUT("Output and settings", "--json", "--quiet", "--config", "--help", "--version");

  /** Commands with more options than this have headings. */
  public static final int UNDIVIDED = 8;

  private final String title;
  private final String options;

  HelpSection(String title, String... options) {
    this.title = title;
    this.options = String.join(" ", options);
  }

  /** The heading. */
  public String title() {
    return title;
  }

  /** The names of the options below it, in their order. */
  public List<String> options() {
    return options.isEmpty() ? List.of() : List.of(options.split(" "));
  }

  /** Gives the help of all commands these headings. */
  public static void divide(CommandLine program) {
    program.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpSection::help);
    program.getSubcommands().values().forEach(HelpSection::divide);
  }

  /** The options of a command by heading, without those that help does not show. */
  public static Map<HelpSection, List<OptionSpec>> of(List<OptionSpec> options) {
    Map<HelpSection, List<OptionSpec>> sections = new EnumMap<>(HelpSection.class);
    for (HelpSection section : values()) {
      List<OptionSpec> below =
          new ArrayList<>(options.stream().filter(o -> !o.hidden() && of(o) == section).toList());
      below.sort((a, b) -> Integer.compare(section.place(a), section.place(b)));
      if (!below.isEmpty()) {
        sections.put(section, below);
      }
    }
    return sections;
  }

  private static HelpSection of(OptionSpec option) {
    return Stream.of(values())
        .filter(section -> section.options().contains(option.longestName()))
        .findFirst()
        .orElse(MAIN);
  }

  /** The first of the main options are those that must be given. */
  private int place(OptionSpec option) {
    return this == MAIN ? (option.required() ? 0 : 1) : options().indexOf(option.longestName());
  }

  private static String help(Help help) {
    List<OptionSpec> all = help.commandSpec().options();
    if (all.size() <= UNDIVIDED) {
      return help.optionList();
    }
    StringBuilder text = new StringBuilder();
    of(all)
        .forEach(
            (section, options) -> {
              Layout layout = help.createDefaultLayout(all, List.of(), help.colorScheme());
              layout.addAllOptions(options, help.parameterLabelRenderer());
              text.append(String.format("%n%s:%n%s", section.title, layout));
            });
    return text.toString();
  }
}
