package io.stocktake.manifests;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * An enum whose members have a code: how files, options and screens spell them. A code is part of
 * those formats, so it is written out at each constant and stays when the constant is renamed.
 */
public interface CodedEnum {
  /** How files, options and screens spell this member. */
  @JsonValue
  String code();

  /**
   * The member spelt so.
   *
   * @throws IllegalArgumentException if there is none
   */
  static <E extends Enum<E> & CodedEnum> E parse(Class<E> set, String text) {
    for (E member : set.getEnumConstants()) {
      if (member.code().equals(text)) {
        return member;
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a known " + set.getSimpleName().toLowerCase(Locale.ROOT));
  }
}
