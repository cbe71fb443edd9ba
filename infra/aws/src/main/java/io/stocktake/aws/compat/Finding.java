package io.stocktake.aws.compat;

/**
 * What a probe found of one guarantee.
 *
 * @param held whether the store holds to it
 * @param detail what it did instead; empty if it holds
 */
public record Finding(boolean held, String detail) {
  static final Finding HELD = new Finding(true, "");

  static Finding not(String detail) {
    return new Finding(false, detail);
  }
}
