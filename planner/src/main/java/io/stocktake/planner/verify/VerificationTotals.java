package io.stocktake.planner.verify;

import io.stocktake.manifests.plan.Plan;
import io.stocktake.planner.verify.VerificationFinding.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Totals of a verification. */
public final class VerificationTotals {
  private final Plan plan;
  private final Map<Kind, Long> keys = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> bytes = new EnumMap<>(Kind.class);
  private final Map<String, Long> evidence = new TreeMap<>();
  private long passedOver;
  private long leftOut;

  /** What a plan has proven already, and by what. */
  VerificationTotals(Plan plan, String by) {
    this.plan = plan;
    keys.put(Kind.SAME, plan.compared().same());
    bytes.put(Kind.SAME, plan.compared().sameBytes());
    if (plan.compared().same() > 0) {
      evidence.put(by, plan.compared().same());
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

  void leaveOut() {
    leftOut++;
  }

  /** The plan that says what was compared. */
  public Plan plan() {
    return plan;
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

  /** Whether anything is known to differ, or cannot be told. */
  public boolean differs() {
    return keys(Kind.DIFFERS)
            + keys(Kind.ONLY_HERE)
            + keys(Kind.ONLY_THERE)
            + keys(Kind.CANNOT_TELL)
        > 0;
  }
}
