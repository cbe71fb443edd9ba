package io.stocktake.manifests.plan;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** An enum whose members plan files and JSON spell in lower case with dashes. */
public interface Spelled {
  /** The constant's name, as every enum has it. */
  String name();

  /** How files and screens spell this member. */
  @JsonValue
  default String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The member spelt so.
   *
   * @throws IllegalArgumentException if there is none
   */
  static <E extends Enum<E> & Spelled> E parse(Class<E> set, String text) {
    for (E member : set.getEnumConstants()) {
      if (member.code().equals(text)) {
        return member;
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a known " + set.getSimpleName().toLowerCase(Locale.ROOT));
  }
}
