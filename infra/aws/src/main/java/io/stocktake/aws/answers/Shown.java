package io.stocktake.aws.answers;

import java.util.regex.Pattern;

/**
 * Text that a store sent, as it may be shown: no control or format character moves the cursor,
 * begins a line or turns the direction of writing, and there is not too much of it.
 */
public final class Shown {
  private static final int MOST = 500;
  private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

  private Shown() {}

  /** The text with one space in the place of what is not shown, cut after 500 characters. */
  public static String of(String text) {
    String safe = UNSAFE.matcher(text).replaceAll(" ").strip();
    return safe.length() > MOST ? safe.substring(0, MOST) + "..." : safe;
  }
}
