package io.stocktake.planner.fingerprint;

import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Part sizes that programs use, to find out how an object with a {@code -N} ETag was uploaded.
 * Sources: the documentation and code of each writer named.
 */
final class PartSizes {
  private static final long MIB = 1 << 20;
  private static final long MB = 1_000_000;
  private static final long MIN_PART = 5 * MIB;

  private static final long[] WRITERS = {
    8 * MIB, // AWS CLI, boto3, SDK for .NET and the Java transfer manager; doubled as needed:
    16 * MIB,
    32 * MIB,
    64 * MIB,
    128 * MIB,
    256 * MIB,
    512 * MIB,
    1024 * MIB,
    17_179_870, // the AWS console
    5 * MIB, // rclone, SDKs for Go and JavaScript
    10 * MIB,
    15 * MIB, // s3cmd
    20 * MIB,
    25 * MIB,
    50 * MIB, // s5cmd
    100 * MIB,
    105 * MIB,
    200 * MIB,
    4768 * MIB, // rclone's server-side copies
    5120 * MIB
  };

  /** Sizes of one unit that are all tried; each costs a digest of the whole file. */
  private static final int FEW = 16;

  private static final int FEW_ROUND = 20;

  /** What sizes that people choose are multiples of. */
  private static final long[] ROUND = {5, 6, 8};

  private PartSizes() {}

  /**
   * Every part size worth trying that cuts {@code size} bytes into exactly {@code parts} parts,
   * likeliest first: what is known, what programs use, and while they are few all whole MiB and MB,
   * or those that people choose.
   *
   * @param known the part sizes that this program and others are known to upload with
   */
  static long[] candidates(long size, int parts, long... known) {
    if (parts == 1) {
      return new long[] {Math.max(size, 1)};
    }
    long even = (size + parts - 1) / parts;
    return Stream.of(
            LongStream.of(known),
            LongStream.of(WRITERS),
            LongStream.of(roundUp(even, MIB), even),
            whole(size, parts, MIB),
            whole(size, parts, MB))
        .flatMapToLong(sizes -> sizes)
        .filter(part -> part >= Math.min(MIN_PART, size) && (size + part - 1) / part == parts)
        .distinct()
        .toArray();
  }

  /** Multiples of a unit that give so many parts: all of them, or a few round ones. */
  private static LongStream whole(long size, int parts, long unit) {
    long first = roundUp((size + parts - 1) / parts, unit) / unit;
    long last = (size - 1) / (parts - 1) / unit;
    return LongStream.rangeClosed(first, last)
        .filter(n -> last - first < FEW || LongStream.of(ROUND).anyMatch(r -> n % r == 0))
        .limit(FEW_ROUND)
        .map(n -> n * unit);
  }

  private static long roundUp(long value, long unit) {
    return (value + unit - 1) / unit * unit;
  }
}
