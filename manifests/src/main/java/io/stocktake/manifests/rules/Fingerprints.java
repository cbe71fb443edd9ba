package io.stocktake.manifests.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Fingerprints of OpenPGP keys, each whole: 40 hexadecimal digits (RFC 4880, section 12.2). A short
 * key ID is refused, since others can make a key that has the same.
 *
 * @param fingerprints in upper case and in order, each once
 */
public record Fingerprints(List<String> fingerprints) {
  private static final Pattern WHOLE = Pattern.compile("[0-9A-F]{40}");

  public Fingerprints {
    fingerprints = fingerprints.stream().distinct().sorted().toList();
  }

  /**
   * Reads fingerprints with commas between them; spaces in them, as gpg prints them, do not count.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static Fingerprints parse(String text) {
    return new Fingerprints(Arrays.stream(text.split(",", -1)).map(Fingerprints::whole).toList());
  }

  private static String whole(String text) {
    String digits = text.replace(" ", "").toUpperCase(Locale.ROOT).replaceFirst("^0X", "");
    if (!WHOLE.matcher(digits).matches()) {
      throw new IllegalArgumentException(
          "'"
              + text.strip()
              + "' is not the fingerprint of an OpenPGP key: give all 40 digits, as the gpg program"
              + " prints them");
    }
    return digits;
  }

  /** As a rule has them. */
  public String text() {
    return String.join(",", fingerprints);
  }
}
