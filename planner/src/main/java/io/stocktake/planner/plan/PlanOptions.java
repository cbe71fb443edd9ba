package io.stocktake.planner.plan;

import io.stocktake.planner.walk.Links;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a plan is asked to do.
 *
 * @param delete whether objects without a file are to be deleted
 * @param links what symbolic links stand for
 * @param names which Unicode form file names take as keys
 * @param undecided what becomes of files whose content cannot be compared
 * @param partSize bytes of a part in this program's uploads, the first guess for {@code -N} ETags
 * @param threads directories walked, files hashed and data files read at the same time
 * @param gzip whether to compress the plan's CSV files
 */
public record PlanOptions(
    boolean delete,
    Links links,
    Names names,
    Undecided undecided,
    long partSize,
    int threads,
    boolean gzip) {

  /** Unicode forms of keys. */
  public enum Names {
    /** The bytes of the file name, whatever they are. */
    AS_IS,
    /** Composed characters (NFC), for files that come from a Mac. */
    NFC
  }

  /** What becomes of a file whose content cannot be compared with its object's. */
  public enum Undecided {
    /** It is listed for a person to decide. */
    REPORT,
    /** It is uploaded over the object, guarded by the object's ETag. */
    UPLOAD
  }

  /** Bytes of a part in this program's own uploads, unless told otherwise. */
  public static final long DEFAULT_PART_SIZE = 16L << 20;

  public PlanOptions {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("threads must be 1 to 1024, not " + threads);
    }
    if (partSize < 5L << 20 || partSize > 5L << 30) {
      throw new IllegalArgumentException("part size must be 5Mi to 5Gi, not " + partSize);
    }
  }

  /** The options that shape the plan, as {@code plan.json} keeps them. */
  Map<String, String> describe() {
    Map<String, String> map = new TreeMap<>();
    map.put("delete", Boolean.toString(delete));
    map.put("links", links.name().toLowerCase(Locale.ROOT));
    map.put("names", names == Names.NFC ? "nfc" : "as-is");
    map.put("cannot-tell", undecided.name().toLowerCase(Locale.ROOT));
    map.put("part-size", Long.toString(partSize));
    return map;
  }
}
