package io.stocktake.planner.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.planner.TestDelivery.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a plan with deletes says of every key, told by reading all of both sides into maps.
 *
 * @param files content of each file, by key
 * @param objects rows of the inventory, versions and delete markers among them
 */
public record PlanModel(Map<String, String> files, List<Row> objects) {

  /**
   * The reason of each key that is not the same on both sides.
   *
   * @param duplicates whether new files are copied from objects that keep their files
   */
  public Map<String, Reason> reasons(boolean duplicates) {
    Map<String, Reason> reasons = new TreeMap<>();
    Set<String> seen = new HashSet<>();
    Set<String> movable = new HashSet<>();
    Set<String> staying = new HashSet<>();
    Map<String, List<Row>> current = current();
    current.forEach(
        (key, rows) -> {
          Row row = rows.get(0);
          boolean orphan = !files.containsKey(key);
          Reason reason = orphan ? orphan(rows) : compare(files.get(key), rows);
          if (reason != Reason.SAME) {
            reasons.put(key, reason);
          }
          if (rows.size() == 1 && isEvidence(row) && row.storageClass().equals("STANDARD")) {
            String content = row.size() + row.etag();
            if (orphan) {
              movable.add(content);
            } else if (duplicates && reason == Reason.SAME) {
              staying.add(content);
            }
            if (orphan || duplicates) {
              seen.add(content);
            }
          }
        });
    files.forEach(
        (key, content) -> {
          if (!current.containsKey(key)) {
            reasons.put(key, ofNew(content, seen, movable, staying));
          }
        });
    return reasons;
  }

  private Map<String, List<Row>> current() {
    Map<String, List<Row>> current = new TreeMap<>();
    for (Row row : objects) {
      if (row.latest() && !row.deleteMarker()) {
        current.computeIfAbsent(row.key(), k -> new ArrayList<>()).add(row);
      }
    }
    return current;
  }

  /**
   * The form of ETag that is looked for is the first that an object has, whatever becomes of it.
   */
  private static Reason ofNew(
      String content, Set<String> seen, Set<String> movable, Set<String> staying) {
    Optional<String> etag = etags(content).stream().filter(seen::contains).findFirst();
    if (content.isEmpty() || etag.isEmpty()) {
      return Reason.NEW;
    }
    if (movable.contains(etag.get())) {
      return Reason.MOVED;
    }
    return staying.contains(etag.get()) ? Reason.DUPLICATE : Reason.NEW;
  }

  private static Reason orphan(List<Row> rows) {
    if (rows.size() > 1) {
      return Reason.AMBIGUOUS;
    }
    return rows.get(0).etag() == null ? Reason.NO_EVIDENCE : Reason.ORPHAN;
  }

  private static boolean isEvidence(Row row) {
    return row.etag() != null && Set.of("SSE-S3", "NOT-SSE").contains(row.encryption());
  }

  private static Reason compare(String content, List<Row> rows) {
    Row row = rows.get(0);
    if (rows.size() > 1) {
      return Reason.AMBIGUOUS;
    }
    if ("SSE-C".equals(row.encryption())) {
      return Reason.CUSTOMER_KEY;
    }
    if (row.etag() == null) {
      return Reason.NO_EVIDENCE;
    }
    if (row.size() != content.length()) {
      return Reason.SIZE;
    }
    if (!isEvidence(row)) {
      return Reason.ENCRYPTED;
    }
    if (etags(content).contains(row.size() + row.etag())) {
      return Reason.SAME;
    }
    return row.etag().endsWith("-1") ? Reason.PART_SIZE_UNKNOWN : Reason.CONTENT;
  }

  /** Size and ETag of the content, written whole and as one part. */
  private static List<String> etags(String content) {
    byte[] md5 = Digests.md5().digest(content.getBytes(UTF_8));
    return List.of(
        content.length() + ETag.ofMd5(md5).value(),
        content.length() + ETag.ofParts(Digests.md5().digest(md5), 1).value());
  }
}
