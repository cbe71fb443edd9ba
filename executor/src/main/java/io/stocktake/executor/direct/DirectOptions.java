package io.stocktake.executor.direct;

import io.stocktake.executor.files.PartLayout;
import io.stocktake.executor.store.ObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the direct route works.
 *
 * @param maxInFlight concurrent requests; more rows than that are read or journaled meanwhile
 * @param maxBytesInFlight bytes of file content in memory at once
 * @param multipartThreshold bytes from which a file is sent in parts
 * @param partSize bytes of a part; grown for a file that would need more than 10,000
 * @param stopGrace how long a stopped run waits for what is in flight
 * @param giveUpAfter requests failed in a row after which the run stops
 * @param copyLimit bytes up to which an object is copied by one request
 * @param signatures where digests of what objects hold are kept, so that of a file that changes
 *     only what changed is sent; nothing is kept, and files are sent whole, without it
 * @param undo whether to write the plan that takes back what was done
 */
public record DirectOptions(
    int maxInFlight,
    long maxBytesInFlight,
    long multipartThreshold,
    long partSize,
    Duration stopGrace,
    int giveUpAfter,
    long copyLimit,
    Optional<Path> signatures,
    boolean undo) {
  private static final long MIB = 1 << 20;

  /** The smallest part S3 takes, in bytes. */
  public static final long MIN_PART_SIZE = PartLayout.MIN_SIZE;

  /** The longest buffer Java has, in whole MiB. */
  static final long MAX_BUFFER = 2047 * MIB;

  public DirectOptions {
    // A multipart upload holds one permit while its parts take others.
    check(maxInFlight >= 2, "max-in-flight must be at least 2", maxInFlight);
    check(partSize >= MIN_PART_SIZE, "part-size must be at least 5 MiB", partSize);
    check(partSize <= MAX_BUFFER, "part-size must be at most 2047 MiB", partSize);
    check(multipartThreshold >= 1, "multipart-threshold must be at least 1", multipartThreshold);
    check(
        multipartThreshold <= MAX_BUFFER,
        "multipart-threshold must be at most 2047 MiB",
        multipartThreshold);
    check(
        maxBytesInFlight >= Math.max(partSize, multipartThreshold),
        "max-bytes-in-flight must hold a part and a file below the multipart threshold",
        maxBytesInFlight);
    check(!stopGrace.isNegative(), "stop-grace must not be negative", stopGrace);
    check(giveUpAfter >= 1, "give-up-after must be at least 1", giveUpAfter);
    check(copyLimit >= MIN_PART_SIZE, "copy-limit must be at least 5 MiB", copyLimit);
    check(copyLimit <= ObjectStore.MAX_COPY, "copy-limit must be at most 5 GiB", copyLimit);
  }

  /**
   * 64 requests and 512 MiB in flight, less where a third of the heap is less; parts of 16 MiB from
   * 64 MiB on; half a minute of grace; 1,000 failures in a row.
   */
  public static DirectOptions defaults() {
    long threshold = 64 * MIB;
    long bytes = Math.min(512 * MIB, Runtime.getRuntime().maxMemory() / 3);
    return new DirectOptions(
        64,
        Math.max(bytes, threshold),
        threshold,
        16 * MIB,
        Duration.ofSeconds(30),
        1000,
        ObjectStore.MAX_COPY,
        Optional.empty(),
        true);
  }

  /** These options with other bounds on what is in flight. */
  public DirectOptions withInFlight(int rows, long bytes) {
    return new DirectOptions(
        rows,
        bytes,
        multipartThreshold,
        partSize,
        stopGrace,
        giveUpAfter,
        copyLimit,
        signatures,
        undo);
  }

  /** These options with another threshold and part size, both in bytes. */
  public DirectOptions withMultipart(long threshold, long size) {
    return new DirectOptions(
        maxInFlight,
        maxBytesInFlight,
        threshold,
        size,
        stopGrace,
        giveUpAfter,
        copyLimit,
        signatures,
        undo);
  }

  /** These options with another grace period for what is in flight when the run is stopped. */
  public DirectOptions withStopGrace(Duration grace) {
    return new DirectOptions(
        maxInFlight,
        maxBytesInFlight,
        multipartThreshold,
        partSize,
        grace,
        giveUpAfter,
        copyLimit,
        signatures,
        undo);
  }

  /** These options with another number of failures in a row that stops the run. */
  public DirectOptions withGiveUpAfter(int failures) {
    return new DirectOptions(
        maxInFlight,
        maxBytesInFlight,
        multipartThreshold,
        partSize,
        stopGrace,
        failures,
        copyLimit,
        signatures,
        undo);
  }

  /** These options with another size above which objects are copied in parts, in bytes. */
  public DirectOptions withCopyLimit(long limit) {
    return new DirectOptions(
        maxInFlight,
        maxBytesInFlight,
        multipartThreshold,
        partSize,
        stopGrace,
        giveUpAfter,
        limit,
        signatures,
        undo);
  }

  /** These options with a directory for signatures. */
  public DirectOptions withSignatures(Path directory) {
    return new DirectOptions(
        maxInFlight,
        maxBytesInFlight,
        multipartThreshold,
        partSize,
        stopGrace,
        giveUpAfter,
        copyLimit,
        Optional.of(directory),
        undo);
  }

  /** These options without a plan that takes back what was done. */
  public DirectOptions withoutUndo() {
    return new DirectOptions(
        maxInFlight,
        maxBytesInFlight,
        multipartThreshold,
        partSize,
        stopGrace,
        giveUpAfter,
        copyLimit,
        signatures,
        false);
  }

  private static void check(boolean good, String rule, Object value) {
    if (!good) {
      throw new IllegalArgumentException(rule + ", is " + value);
    }
  }
}
