package io.stocktake.cli.options.plan;

import io.stocktake.planner.rules.TagRule;
import io.stocktake.planner.rules.TagRules;
import io.stocktake.planner.source.lists.InputList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options of tag rules. */
final class TagOptions {
  @Option(
      names = "--tag",
      paramLabel = "RULE",
      description = {
        "Give tags to objects: 'photos/** on:new,same Backup=Incremental'. The pattern and"
            + " on:VERDICTS may be left out. A pattern is a prefix below the destination or, with"
            + " *, ? or [, an anchored glob: it must match the whole name below the destination."
            + " '*.jpg' does not match a/b.jpg, '**.jpg' does. Repeatable."
      })
  private List<String> tags = List.of();

  @Option(
      names = "--tag-rules",
      paramLabel = "FILE",
      description = "Read tag rules from a file, one a line; # begins a comment.")
  private Path tagRules;

  @Option(
      names = "--replace-tags",
      description = {
        "Replace all tags of existing objects. Without, tags are added to those there, which takes"
            + " one or two requests for each object."
      })
  private boolean replaceTags;

  /**
   * The rules.
   *
   * @throws IllegalArgumentException if one is not understood
   */
  TagRules rules() throws IOException {
    Stream<String> lines =
        tagRules == null ? Stream.empty() : new InputList(tagRules, false).lines().stream();
    return new TagRules(
        Stream.concat(lines.map(String::strip).filter(TagOptions::isRule), tags.stream())
            .map(TagRule::parse)
            .toList(),
        replaceTags);
  }

  private static boolean isRule(String line) {
    return !line.isEmpty() && !line.startsWith("#");
  }
}
