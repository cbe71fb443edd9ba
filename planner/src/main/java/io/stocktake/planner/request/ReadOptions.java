package io.stocktake.planner.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.io.RateLimiter;
import io.stocktake.planner.join.KeyHash;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Read options: which files a plan reads, how fast, and the list of duplicates.
 *
 * @param rehash the share of files, 0 to 1, that are read although they are remembered
 * @param copyDuplicates whether new files are read to be copied from objects that keep their files
 * @param limit bytes a second that all threads together read at most
 * @param duplicates where to list the files that turned out to have the same content
 * @param sizeOnly whether a file of its object's size counts as the same, unread
 * @param sample the share of files, 0 to 1, whose content is read where nothing else decides
 * @param seed by which both shares are drawn: the same seed takes the same files
 */
public record ReadOptions(
    double rehash,
    boolean copyDuplicates,
    OptionalLong limit,
    Optional<Path> duplicates,
    boolean sizeOnly,
    double sample,
    long seed) {
  /** Reads what must be read, as fast as it can. */
  public static final ReadOptions DEFAULT =
      new ReadOptions(0, false, OptionalLong.empty(), Optional.empty(), false, 1, 0);

  /** Keeps the two draws apart. */
  private static final long SAMPLE = 1;

  private static final long REHASH = 2;

  /** Bits of a fraction that a double holds. */
  private static final int MANTISSA = 53;

  /** Less is slower than one read at a time should take. */
  private static final long LEAST = 64 * 1024;

  public ReadOptions {
    if (!(rehash >= 0 && rehash <= 1)) {
      throw new IllegalArgumentException("the share to read again must be 0% to 100%");
    }
    if (!(sample >= 0 && sample <= 1)) {
      throw new IllegalArgumentException("the sample must be 0% to 100%");
    }
    if (limit.isPresent() && limit.getAsLong() < LEAST) {
      throw new IllegalArgumentException(
          "the limit on reading must be at least 64Ki a second, not " + limit.getAsLong());
    }
  }

  /** Whether anything is drawn by the seed. */
  public boolean draws() {
    return (rehash > 0 && rehash < 1) || sample < 1;
  }

  /** Whether a file is in the sample, by its path below the source. */
  public boolean looksAt(String name) {
    return sample >= 1 || draw(name, SAMPLE) < sample;
  }

  /** Whether a file is read although it is remembered, by its path below the source. */
  public boolean rereads(String name) {
    return rehash > 0 && draw(name, REHASH) < rehash;
  }

  /** A number from 0 to 1 that depends only on seed and path. */
  private double draw(String name, long purpose) {
    long[] hash = new long[2];
    new KeyHash(seed, purpose).hash(name.getBytes(UTF_8), hash);
    return (hash[0] >>> (Long.SIZE - MANTISSA)) * 0x1p-53;
  }

  /** A limit on reading, begun anew. */
  public RateLimiter pace() {
    return limit.isPresent() ? RateLimiter.of(limit.getAsLong()) : RateLimiter.UNLIMITED;
  }

  void describe(Map<String, String> into) {
    if (copyDuplicates) {
      into.put("copy-duplicates", "true");
    }
    if (sizeOnly) {
      into.put("size-only", "true");
    }
    if (draws()) {
      into.put("rehash", Double.toString(rehash));
      into.put("sample", Double.toString(sample));
      into.put("seed", Long.toString(seed));
    }
    limit.ifPresent(bytes -> into.put("read-limit", Long.toString(bytes)));
  }
}
