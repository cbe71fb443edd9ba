package io.stocktake.planner.source.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterRulesTest {
  @TempDir private Path temp;

  /** The examples of rsync(1), "PATTERN MATCHING RULES", and what its words imply. */
  @ParameterizedTest
  @CsvSource({
    "*.o, a/b/x.o, true",
    "*.o, a/b/x.c, false",
    "/foo, foo, true",
    "/foo, a/foo, false",
    "foo, a/foo, true",
    "foo, a/foo/x, true",
    "foo, xfoo, false",
    "foo/, foo, false",
    "foo/, a/foo/x, true",
    "foo/bar, a/foo/bar, true",
    "foo/bar, a/foo/x/bar, false",
    "/foo/*/bar, foo/x/bar, true",
    "/foo/*/bar, foo/x/y/bar, false",
    "/foo/**/bar, foo/x/y/bar, true",
    "/foo/**/bar, foo/bar, false",
    "sub/t*, a/sub/this, true",
    "sub/t*, a/sub/x/this, false",
    "a**b, x/a/y/b, true",
    "**/bar, bar, true",
    "**/bar, foo/bar, true",
    "**bar, foo/xbar, true",
    "dir_name/***, dir_name/a/b, true",
    "dir_name/***, dir_name, false",
    "dir_name/**, dir_name/a/b, true",
    "f?o, foo, true",
    "f?o, f/o, false",
    "f?o, fëo, true",
    "f?o, f😀o, true",
    "x[a-c], xb, true",
    "x[a-c], xd, false",
    "x[!a-c], xd, true",
    "x[^a-c], xb, false",
    "x[]a], x], true",
    "x[[:digit:]]y, x7y, true",
    "x[[:digit:]]y, xay, false",
    "'x[,/]y', x/y, false",
    "a\\*b*, a*bc, true",
    "a\\*b*, axbc, false",
    "a\\b, a\\b, true",
    "/, a, false",
  })
  void oneExclude(String pattern, String file, boolean excluded) {
    FilterBuilder builder = new FilterBuilder();
    builder.pattern(false, pattern);
    assertThat(builder.rules().excludesFile(file)).isEqualTo(excluded);
  }

  @Test
  void threeStarsAreTheDirectoryAndAllInIt() throws IOException {
    FilterRules rules = rules("+ dir/***", "- *");
    assertThat(rules.excludes("dir", true)).isFalse();
    assertThat(rules.excludes("dir", false)).isTrue();
    assertThat(rules.excludesFile("dir/a/b")).isFalse();
    assertThat(rules.excludesFile("other")).isTrue();
  }

  @Test
  void theFirstMatchDecides() throws IOException {
    FilterRules rules = rules("+ keep.tmp", "- *.tmp", "+ *.tmp");
    assertThat(rules.excludesFile("a/keep.tmp")).isFalse();
    assertThat(rules.excludesFile("a/x.tmp")).isTrue();
    assertThat(rules.excludesFile("a/x")).isFalse();
  }

  /** The trap of rsync(1): what leads to an included file must be included too. */
  @Test
  void anExcludedDirectoryIsNotLookedInto() throws IOException {
    FilterRules trap = rules("+ /some/path/this-file-will-not-be-found", "- *");
    assertThat(trap.excludesFile("some/path/this-file-will-not-be-found")).isTrue();
    FilterRules way = rules("+ /some/", "+ /some/path/", "+ /some/path/this-file-is-found", "- *");
    assertThat(way.excludesFile("some/path/this-file-is-found")).isFalse();
    assertThat(way.excludesFile("some/path/other")).isTrue();
    FilterRules all = rules("+ */", "+ *.jpg", "- *");
    assertThat(all.excludesFile("a/b/c.jpg")).isFalse();
    assertThat(all.excludesFile("a/b/c.txt")).isTrue();
  }

  @Test
  void rulesAreSpelledInSeveralWays() throws IOException {
    FilterRules rules =
        rules("include a", "exclude,! *.jpg", "+_b", "!", "-! */", "exclude x y", "- z ");
    assertThat(rules.rules()).hasSize(3);
    assertThat(rules.excludes("d", true)).isFalse();
    assertThat(rules.excludes("d", false)).isTrue();
    assertThat(rules.excludes("x y", true)).isTrue();
    assertThat(rules.excludes("z", true)).isFalse();
    assertThat(rules.excludes("z ", true)).isTrue();
  }

  @Test
  void patternsMayBringTheirOwnSign() {
    FilterBuilder builder = new FilterBuilder();
    builder.pattern(false, "*");
    builder.pattern(false, "!");
    builder.pattern(false, "+ a");
    builder.pattern(true, "- *");
    assertThat(builder.rules()).hasToString("+ a; - *");
  }

  @Test
  void filesAreMergedWhereTheyAreNamed() throws IOException {
    Path patterns = Files.writeString(temp.resolve("patterns"), "# no\n; no\n\n*.tmp\r\n+ a b\n");
    Path more = Files.writeString(temp.resolve("more"), "- last\n");
    Path rules = Files.writeString(temp.resolve("rules"), "+ first\nmerge " + more + "\n");
    FilterBuilder builder = new FilterBuilder();
    builder.rulesFrom(rules);
    builder.patternsFrom(false, patterns);
    builder.rule(". " + more);
    assertThat(builder.rules()).hasToString("+ first; - last; - *.tmp; + a b; - last");
  }

  @ParameterizedTest
  @CsvSource({
    "- [a, opens a [ without a ]",
    "- *\\, ends in a backslash",
    "- [[:foo:]], does not exist",
    "'- ', no pattern",
    "P keep, not supported",
    ": .rsync-filter, not supported",
    "'-s x', only ! is known",
    "*.tmp, is not a filter rule",
    "! x, takes no pattern",
  })
  void whatIsNotUnderstoodIsRefused(String rule, String words) {
    assertThatThrownBy(() -> rules(rule))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void aFileThatMergesItselfIsRefused() throws IOException {
    Path self = temp.resolve("self");
    Files.writeString(self, "merge " + self + "\n");
    assertThatThrownBy(() -> rules("merge " + self))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("merges itself");
    assertThatThrownBy(() -> rules("merge " + temp.resolve("nowhere")))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("no such file");
  }

  static FilterRules rules(String... texts) throws IOException {
    FilterBuilder builder = new FilterBuilder();
    for (String text : texts) {
      builder.rule(text);
    }
    return builder.rules();
  }
}
