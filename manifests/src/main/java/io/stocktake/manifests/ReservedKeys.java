package io.stocktake.manifests;

/** Reserved keys below a destination: they belong to this program, and never to a file. */
public final class ReservedKeys {
  /** What they begin with, behind the destination's prefix. */
  public static final String FOLDER = ".stocktake/";

  /** The lease of whoever writes below the destination. */
  public static final String LEASE = FOLDER + "lease";

  /** The snapshots of what was brought to the destination, each in a folder of its own. */
  public static final String SNAPSHOTS = FOLDER + "snapshots/";

  private ReservedKeys() {}

  /** Whether this name below the destination, or the source, is one. */
  public static boolean covers(String name) {
    return name.startsWith(FOLDER);
  }
}
