package io.stocktake.planner.request;

import io.stocktake.manifests.plan.Problem;
import java.util.concurrent.atomic.LongAdder;

/** Progress counters of a running plan; read at any time, from any thread. */
public final class PlanProgress {
  /** The phase of a plan. */
  public enum Phase {
    READING_INVENTORY("reading the inventory"),
    COMPARING("walking and comparing"),
    MOVED("looking for moved files"),
    LISTING_ORPHANS("listing objects without a file"),
    WRITING("writing the plan"),
    ASKING("asking S3 of what is left");

    private final String sentence;

    Phase(String sentence) {
      this.sentence = sentence;
    }

    /** The phase in words. */
    public String sentence() {
      return sentence;
    }
  }

  private volatile Phase phase = Phase.READING_INVENTORY;
  private final LongAdder objects = new LongAdder();
  private final LongAdder files = new LongAdder();
  private final LongAdder fileBytes = new LongAdder();
  private final LongAdder same = new LongAdder();
  private final LongAdder sameBytes = new LongAdder();
  private final LongAdder hashed = new LongAdder();
  private final LongAdder hashedBytes = new LongAdder();
  private final LongAdder remembered = new LongAdder();
  private final LongAdder leftOut = new LongAdder();
  private final LongAdder leftOutObjects = new LongAdder();
  private final LongAdder setAside = new LongAdder();
  private final LongAdder skipped = new LongAdder();
  private final LongAdder problems = new LongAdder();
  private final LongAdder rows = new LongAdder();

  private final LongAdder passedOver = new LongAdder();

  private volatile long unknown;

  /** Begins a phase. */
  public void enter(Phase next) {
    phase = next;
  }

  public void object() {
    objects.increment();
  }

  public void file(long bytes) {
    files.increment();
    fileBytes.add(bytes);
  }

  public void same(long bytes) {
    same.increment();
    sameBytes.add(bytes);
  }

  public void hashed(long bytes) {
    hashed.increment();
    hashedBytes.add(bytes);
  }

  public void known() {
    remembered.increment();
  }

  public void unknown(long contents) {
    unknown = contents;
  }

  public void passOver() {
    passedOver.increment();
  }

  public void leaveOut() {
    leftOut.increment();
  }

  public void leaveOutObject() {
    leftOutObjects.increment();
  }

  public void putAside() {
    setAside.increment();
  }

  public void problem(Problem.Kind kind) {
    problems.increment();
    if (kind == Problem.Kind.LINK_SKIPPED || kind == Problem.Kind.SPECIAL_FILE) {
      skipped.increment();
    }
  }

  public void row() {
    rows.increment();
  }

  /** The current phase. */
  public Phase phase() {
    return phase;
  }

  /** Current objects read from the inventory. */
  public long objects() {
    return objects.sum();
  }

  /** Files that only their content could decide, and that were not sampled. */
  public long passedOver() {
    return passedOver.sum();
  }

  /** Files walked. */
  public long files() {
    return files.sum();
  }

  /** Bytes of the files walked. */
  public long fileBytes() {
    return fileBytes.sum();
  }

  /** Files found equal to their object. */
  public long same() {
    return same.sum();
  }

  /** Bytes of the files found equal. */
  public long sameBytes() {
    return sameBytes.sum();
  }

  /** Files read to compare them. */
  public long hashed() {
    return hashed.sum();
  }

  /** Bytes read to compare files. */
  public long hashedBytes() {
    return hashedBytes.sum();
  }

  /** Files whose content was known without reading them. */
  public long remembered() {
    return remembered.sum();
  }

  /** Files whose content no list of duplicates could take into account; known at the end. */
  public long unknown() {
    return unknown;
  }

  /** Files and directories that the filters left out by name. */
  public long leftOut() {
    return leftOut.sum();
  }

  /** Objects that the filters left out by name. */
  public long leftOutObjects() {
    return leftOutObjects.sum();
  }

  /** Files that were left out for their size or age. */
  public long setAside() {
    return setAside.sum();
  }

  /** Links and special files left out. */
  public long skipped() {
    return skipped.sum();
  }

  /** Entries the walk could not take as files, or not compare. */
  public long problems() {
    return problems.sum();
  }

  /** Rows found for the plan. */
  public long rows() {
    return rows.sum();
  }
}
