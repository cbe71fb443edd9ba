package io.stocktake.planner.rules;

import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.plan.Verdict;
import io.stocktake.manifests.rules.KeyPattern;
import io.stocktake.manifests.rules.RuleTokens;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives tags to some keys. Written as words: an optional pattern, an optional {@code on:VERDICTS},
 * and tags: {@code photos/** on:new,same Backup=Incremental "Owner=Media Team"}. Without verdicts
 * it is for every object that has a file: new, moved, changed and same. What moved is new, too.
 *
 * @param text the rule as the user wrote it
 * @param pattern names below the destination's prefix it is for
 * @param verdicts verdicts it is for
 * @param tags what it gives
 */
public record TagRule(String text, KeyPattern pattern, Set<Verdict> verdicts, TagSet tags) {
  private static final String ON = "on:";
  private static final Set<Verdict> WITH_FILE =
      EnumSet.of(Verdict.NEW, Verdict.MOVED, Verdict.CHANGED, Verdict.SAME);

  /**
   * Reads a rule.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static TagRule parse(String text) {
    KeyPattern pattern = KeyPattern.ALL;
    Set<Verdict> verdicts = WITH_FILE;
    SortedMap<String, String> tags = new TreeMap<>();
    boolean first = true;
    for (String word : RuleTokens.of(text)) {
      int equals = word.indexOf('=');
      if (word.startsWith(ON)) {
        verdicts = verdicts(word.substring(ON.length()));
      } else if (equals > 0) {
        tags.put(word.substring(0, equals), word.substring(equals + 1));
      } else if (first) {
        pattern = KeyPattern.of(word);
      } else {
        throw new IllegalArgumentException(
            "'"
                + word
                + "' in the rule '"
                + text
                + "' is neither a tag (KEY=VALUE) nor on:VERDICTS");
      }
      first = false;
    }
    if (tags.isEmpty()) {
      throw new IllegalArgumentException("the rule '" + text + "' gives no tag (KEY=VALUE)");
    }
    return new TagRule(text, pattern, verdicts, TagSet.of(tags));
  }

  boolean isFor(String name, Verdict verdict) {
    return verdicts.contains(verdict) && pattern.matches(name);
  }

  private static Set<Verdict> verdicts(String list) {
    Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
    for (String name : list.split(",", -1)) {
      verdicts.add(CodedEnum.parse(Verdict.class, name));
    }
    if (verdicts.contains(Verdict.CANNOT_TELL)) {
      throw new IllegalArgumentException(
          "a rule cannot be for cannot-tell: nothing is known there");
    }
    if (verdicts.contains(Verdict.NEW)) {
      verdicts.add(Verdict.MOVED);
    }
    return verdicts;
  }
}
