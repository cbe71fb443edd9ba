package io.stocktake.planner.verify;

import io.stocktake.planner.verify.VerificationFinding.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Totals of a verification. */
public final class VerificationTotals {
  private final Verified of;
  private final Map<Kind, Long> keys = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> bytes = new EnumMap<>(Kind.class);
  private final Map<String, Long> evidence = new TreeMap<>();
  private long passedOver;
  private long leftOut;

  /** Nothing is proven yet. */
  public VerificationTotals(Verified of) {
    this.of = of;
  }

  /**
   * What a plan has proven already.
   *
   * @param same keys that are the same
   * @param sameBytes their bytes
   * @param by what proved them
   */
  VerificationTotals(Verified of, long same, long sameBytes, String by) {
    this(of);
    keys.put(Kind.SAME, same);
    bytes.put(Kind.SAME, sameBytes);
    if (same > 0) {
      evidence.put(by, same);
    }
  }

  void add(VerificationFinding finding, long size) {
    keys.merge(finding.kind(), 1L, Long::sum);
    bytes.merge(finding.kind(), size, Long::sum);
    if (finding.kind() == Kind.SAME) {
      evidence.merge(finding.why(), 1L, Long::sum);
    }
  }

  void passedOver(long files) {
    passedOver += files;
  }

  /** One name takes no part. */
  public void leaveOut() {
    leftOut++;
  }

  /** What was compared. */
  public Verified of() {
    return of;
  }

  /** Keys of this kind; of {@link Kind#UNREAD}, files and directories. */
  public long keys(Kind kind) {
    return keys.getOrDefault(kind, 0L);
  }

  /** Their bytes. */
  public long bytes(Kind kind) {
    return bytes.getOrDefault(kind, 0L);
  }

  /** How many were proven the same by what, in words. */
  public Map<String, Long> evidence() {
    return evidence;
  }

  /** Files whose content was not read, because only a sample was. */
  public long passedOver() {
    return passedOver;
  }

  /** Links, special files and names of this program's own, which took no part. */
  public long leftOut() {
    return leftOut;
  }

  /** Whether all is proven the same, and there was something. */
  public boolean proven() {
    return of.files() > 0 && !differs() && keys(Kind.UNREAD) == 0 && passedOver == 0;
  }

  /** Whether anything is known to differ, or cannot be told. */
  public boolean differs() {
    return keys(Kind.DIFFERS)
            + keys(Kind.ONLY_HERE)
            + keys(Kind.ONLY_THERE)
            + keys(Kind.CANNOT_TELL)
        > 0;
  }
}
