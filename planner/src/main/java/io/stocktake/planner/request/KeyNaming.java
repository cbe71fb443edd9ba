package io.stocktake.planner.request;

import io.stocktake.manifests.CodedEnum;
import io.stocktake.planner.source.LinkPolicy;

/**
 * How files are named as keys.
 *
 * @param links what symbolic links stand for
 * @param form which Unicode form file names take as keys
 */
public record KeyNaming(LinkPolicy links, UnicodeForm form) {
  /** Skips links, and takes file names as they are. */
  public static final KeyNaming DEFAULT = new KeyNaming(LinkPolicy.SKIP, UnicodeForm.AS_IS);

  /** Unicode forms of keys. */
  public enum UnicodeForm implements CodedEnum {
    /** The bytes of the file name, whatever they are. */
    AS_IS("as-is"),
    /** Composed characters (NFC), for files that come from a Mac. */
    NFC("nfc");

    private final String code;

    UnicodeForm(String code) {
      this.code = code;
    }

    @Override
    public String code() {
      return code;
    }
  }
}
