package io.stocktake.planner.fingerprint;

import java.util.stream.LongStream;

/**
 * Part sizes that programs use, to find out how an object with a {@code -N} ETag was uploaded.
 * Sources: the documentation and code of each writer named.
 */
final class PartSizes {
  private static final long MIB = 1 << 20;
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

  private PartSizes() {}

  /**
   * Every part size worth trying that cuts {@code size} bytes into exactly {@code parts} parts,
   * likeliest first.
   *
   * @param own the part size this program uploads with
   */
  static long[] candidates(long size, int parts, long own) {
    if (parts == 1) {
      return new long[] {Math.max(size, 1)};
    }
    long even = (size + parts - 1) / parts;
    LongStream rounded = LongStream.of(roundUp(even, MIB), even);
    return LongStream.concat(LongStream.concat(LongStream.of(own), LongStream.of(WRITERS)), rounded)
        .filter(part -> part >= Math.min(MIN_PART, size) && (size + part - 1) / part == parts)
        .distinct()
        .toArray();
  }

  private static long roundUp(long value, long unit) {
    return (value + unit - 1) / unit * unit;
  }
}
