package io.stocktake.cli.options.plan;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.rules.Property;
import io.stocktake.manifests.rules.PropertyRule;
import io.stocktake.manifests.rules.PropertyRules;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of property rules. */
final class PropertyOptions {
  @Option(
      names = "--property",
      paramLabel = "RULE",
      description = {
        "Give properties to objects that are written: '**.jpg \"cache-control=max-age=86400\""
            + " storage-class=STANDARD_IA meta.owner=media'. The pattern may be left out. It is a"
            + " prefix below the destination or, with *, ? or [, an anchored glob: it must match"
            + " the whole name below the destination. '*.jpg' does not match a/b.jpg, '**.jpg'"
            + " does. Properties are content-type, cache-control,"
            + " content-disposition, content-encoding, content-language, storage-class, encryption,"
            + " kms-key, sse-c (the name of a key that apply is given by --sse-c-key; encryption"
            + " in a later rule replaces it), acl, lock-mode, lock-until, legal-hold, mtime (on or"
            + " off: whether the"
            + " file's time is kept as metadata, as rclone and s3fs do; on unless said) and"
            + " meta.NAME. Values are ASCII, 2 KB in all. The last rule that gives one wins."
            + " Repeatable."
      })
  private List<String> properties = List.of();

  @Option(
      names = "--update-properties",
      description = {
        "Also update objects whose content is the same: a HEAD request for each, and a copy onto"
            + " itself where its properties differ."
      })
  private boolean update;

  /**
   * The rules.
   *
   * @throws IllegalArgumentException if one is not understood
   */
  PropertyRules rules() throws StocktakeException {
    if (update && properties.isEmpty()) {
      throw StocktakeException.usage("--update-properties needs a --property to give");
    }
    List<PropertyRule> rules = properties.stream().map(PropertyRule::parse).toList();
    rules.forEach(PropertyOptions::requireFuture);
    return new PropertyRules(rules);
  }

  /** S3 refuses each object whose retention would end before it begins. */
  private static void requireFuture(PropertyRule rule) {
    String until = rule.properties().get(Property.LOCK_UNTIL).orElse("");
    if (!until.isEmpty() && OffsetDateTime.parse(until).toInstant().isBefore(Instant.now())) {
      throw new IllegalArgumentException("lock-until=" + until + " is in the past");
    }
  }

  /** Whether objects that are the same get them, too. */
  boolean update() {
    return update;
  }
}
