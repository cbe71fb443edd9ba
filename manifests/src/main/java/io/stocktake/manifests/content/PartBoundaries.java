package io.stocktake.manifests.content;

import java.util.Arrays;

/** The part boundaries of a multipart object. */
public final class PartBoundaries {
  private final long[] sizes;
  private final boolean told;

  private PartBoundaries(long[] sizes, boolean told) {
    this.sizes = sizes;
    this.told = told;
  }

  /** Parts whose sizes are all known. */
  public static PartBoundaries of(long... sizes) {
    return new PartBoundaries(sizes.clone(), true);
  }

  /** Parts of which the first is known, and the others are believed to be as long. */
  public static PartBoundaries like(long first, long size) {
    int parts = (int) Math.max(1, (size + first - 1) / Math.max(1, first));
    long[] sizes = new long[parts];
    Arrays.fill(sizes, first);
    sizes[parts - 1] = size - (parts - 1) * first;
    return new PartBoundaries(sizes, false);
  }

  /** Bytes of the parts, in order. */
  public long[] sizes() {
    return sizes.clone();
  }

  /** Whether S3 told all sizes, so that another digest proves another content. */
  public boolean told() {
    return told;
  }

  /** Bytes of all parts. */
  public long total() {
    return Arrays.stream(sizes).sum();
  }
}
