package io.stocktake.planner.rules;

import io.stocktake.manifests.rules.PropertyRules;

/**
 * What objects get beside their content.
 *
 * @param tags which get tags
 * @param properties which get properties
 * @param update whether objects that are the same get their properties, too
 * @param encryption which are encrypted before they leave
 */
public record ObjectRules(
    TagRules tags, PropertyRules properties, boolean update, EncryptionRules encryption) {
  /** Nothing. */
  public static final ObjectRules NONE = new ObjectRules(TagRules.NONE, PropertyRules.NONE, false);

  /** Rules that encrypt nothing. */
  public ObjectRules(TagRules tags, PropertyRules properties, boolean update) {
    this(tags, properties, update, EncryptionRules.NONE);
  }
}
