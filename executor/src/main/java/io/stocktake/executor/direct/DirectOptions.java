package io.stocktake.executor.direct;

import io.stocktake.executor.files.PartLayout;
import io.stocktake.executor.store.ObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the direct route works: one record for each concern.
 *
 * @param inFlight how much is done at the same time
 * @param multipart which files and objects are sent in parts, and how large those are
 * @param failures when a run ends early
 * @param signatures where digests of what objects hold are kept, so that of a file that changes
 *     only what changed is sent; nothing is kept, and files are sent whole, without it
 * @param undo whether to write the plan that takes back what was done
 */
public record DirectOptions(
    InFlight inFlight,
    Multipart multipart,
    FailurePolicy failures,
    Optional<Path> signatures,
    boolean undo) {
  private static final long MIB = 1 << 20;

  /** The smallest part S3 takes, in bytes. */
  public static final long MIN_PART_SIZE = PartLayout.MIN_SIZE;

  /** The longest buffer Java has, in whole MiB. */
  static final long MAX_BUFFER = 2047 * MIB;

  /**
   * How much is done at the same time.
   *
   * @param requests concurrent requests; more rows than that are read or journaled meanwhile
   * @param bytes bytes of file content in memory at once
   */
  public record InFlight(int requests, long bytes) {
    /** 64 requests and 512 MiB, less where a third of the heap is less. */
    public static InFlight defaults() {
      long bytes = Math.min(512 * MIB, Runtime.getRuntime().maxMemory() / 3);
      return new InFlight(64, Math.max(bytes, Multipart.DEFAULT.threshold()));
    }

    public InFlight {
      // A multipart upload holds one permit while its parts take others.
      check(requests >= 2, "max-in-flight must be at least 2", requests);
    }
  }

  /**
   * Which files and objects are sent in parts.
   *
   * @param threshold bytes from which a file is sent in parts
   * @param partSize bytes of a part; grown for a file that would need more than 10,000
   * @param copyLimit bytes up to which an object is copied by one request
   */
  public record Multipart(long threshold, long partSize, long copyLimit) {
    /** Parts of 16 MiB from 64 MiB on; copies by one request as far as S3 takes them. */
    public static final Multipart DEFAULT = new Multipart(64 * MIB, 16 * MIB, ObjectStore.MAX_COPY);

    public Multipart {
      check(partSize >= MIN_PART_SIZE, "part-size must be at least 5 MiB", partSize);
      check(partSize <= MAX_BUFFER, "part-size must be at most 2047 MiB", partSize);
      check(threshold >= 1, "multipart-threshold must be at least 1", threshold);
      check(threshold <= MAX_BUFFER, "multipart-threshold must be at most 2047 MiB", threshold);
      check(copyLimit >= MIN_PART_SIZE, "copy-limit must be at least 5 MiB", copyLimit);
      check(copyLimit <= ObjectStore.MAX_COPY, "copy-limit must be at most 5 GiB", copyLimit);
    }
  }

  /**
   * When a run ends early.
   *
   * @param stopGrace how long a stopped run waits for what is in flight
   * @param giveUpAfter requests failed in a row after which the run stops
   */
  public record FailurePolicy(Duration stopGrace, int giveUpAfter) {
    /** Half a minute of grace; 1,000 failures in a row. */
    public static final FailurePolicy DEFAULT = new FailurePolicy(Duration.ofSeconds(30), 1000);

    public FailurePolicy {
      check(!stopGrace.isNegative(), "stop-grace must not be negative", stopGrace);
      check(giveUpAfter >= 1, "give-up-after must be at least 1", giveUpAfter);
    }
  }

  public DirectOptions {
    check(
        inFlight.bytes() >= Math.max(multipart.partSize(), multipart.threshold()),
        "max-bytes-in-flight must hold a part and a file below the multipart threshold",
        inFlight.bytes());
  }

  /** The defaults of each concern, no signatures, and a plan that takes back what was done. */
  public static DirectOptions defaults() {
    return new DirectOptions(
        InFlight.defaults(), Multipart.DEFAULT, FailurePolicy.DEFAULT, Optional.empty(), true);
  }

  private static void check(boolean good, String rule, Object value) {
    if (!good) {
      throw new IllegalArgumentException(rule + ", is " + value);
    }
  }
}
