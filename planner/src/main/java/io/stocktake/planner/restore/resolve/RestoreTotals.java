package io.stocktake.planner.restore.resolve;

import java.util.concurrent.atomic.LongAdder;

/** Counts what became of every object, so that none is missing from a plan silently. */
public final class RestoreTotals {
  private final LongAdder objects = new LongAdder();
  private long rows;
  private long failed;
  private long same;
  private long sameBytes;
  private long directories;
  private long extra;

  /** Counts an object that is to be restored; from any thread. */
  public void object() {
    objects.increment();
  }

  /** Counts an object that has a row. */
  public void row() {
    rows++;
  }

  /** Counts an object that cannot be restored. */
  public void failed() {
    failed++;
  }

  /** Counts an object whose file is the same. */
  public void same(long bytes) {
    same++;
    sameBytes += bytes;
  }

  /** Counts the mark of a directory that is there. */
  public void directory() {
    directories++;
  }

  /** Counts a file without an object that is left alone. */
  public void extra() {
    extra++;
  }

  /** Objects that are to be restored. */
  public long objects() {
    return objects.sum();
  }

  /** Objects that cannot be restored. */
  public long failures() {
    return failed;
  }

  /** Files that equal their objects. */
  public long sameFiles() {
    return same;
  }

  /** Bytes of the files that equal their objects. */
  public long sameBytes() {
    return sameBytes;
  }

  /** Files without an object that are left alone. */
  public long extraFiles() {
    return extra;
  }

  /**
   * Checks that every object has a row, is a problem, or is there already.
   *
   * @param compared files that the comparison found equal to their objects
   * @throws IllegalStateException if one does not
   */
  public void check(long compared) {
    if (rows + failed + same + directories != objects() || same != compared) {
      throw new IllegalStateException(
          String.format(
              "of %d objects %d have rows, %d are problems, and %d files and %d directories are"
                  + " there already, where the comparison found %d: the plan would be incomplete",
              objects(), rows, failed, same, directories, compared));
    }
  }
}
