package io.stocktake.crypto.keys;

import io.stocktake.manifests.StocktakeException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bouncycastle.openpgp.PGPPublicKey;

/** The fingerprint of a version 4 key (RFC 4880, section 12.2): 40 hex digits in upper case. */
final class Fingerprint {
  private static final Pattern WHOLE = Pattern.compile("[0-9A-F]{40}");
  private static final Pattern SHORT = Pattern.compile("[0-9A-F]{8}|[0-9A-F]{16}");
  private static final Pattern LATER = Pattern.compile("[0-9A-F]{64}");

  private Fingerprint() {}

  /**
   * A fingerprint as a user gives it: white space, lower case and a leading 0x are fine.
   *
   * @throws StocktakeException if it is not a whole one; key ids are too short to mean one key
   */
  static String of(String text) throws StocktakeException {
    String digits = text.replaceAll("\\s", "").toUpperCase(Locale.ROOT);
    if (digits.startsWith("0X")) {
      digits = digits.substring(2);
    }
    if (WHOLE.matcher(digits).matches()) {
      return digits;
    }
    String shown = "\"" + text + "\"";
    if (SHORT.matcher(digits).matches()) {
      throw StocktakeException.usage(
          shown
              + " is a key id, and many keys can have the same one; "
              + "give the key's fingerprint of 40 hex digits");
    }
    if (LATER.matcher(digits).matches()) {
      throw StocktakeException.usage(
          shown + " is the fingerprint of a version 6 key; only version 4 keys can be used");
    }
    throw StocktakeException.usage(
        shown + " is not a fingerprint; give the key's fingerprint of 40 hex digits");
  }

  static String of(PGPPublicKey key) {
    return HexFormat.of().withUpperCase().formatHex(key.getFingerprint());
  }
}
