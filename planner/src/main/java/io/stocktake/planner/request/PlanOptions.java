package io.stocktake.planner.request;

import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.rules.PropertyRules;
import io.stocktake.manifests.safety.Safety;
import io.stocktake.planner.fingerprint.Fingerprints;
import io.stocktake.planner.join.OffHeap;
import io.stocktake.planner.reconcile.OrphanPolicy;
import io.stocktake.planner.reconcile.ReconcilePolicy;
import io.stocktake.planner.reconcile.UndecidedPolicy;
import io.stocktake.planner.rules.ObjectRules;
import io.stocktake.planner.rules.TagRule;
import io.stocktake.planner.rules.TagRules;
import io.stocktake.planner.source.LinkPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a plan is asked to do.
 *
 * @param orphans what becomes of objects without a file
 * @param links what symbolic links stand for
 * @param names which Unicode form file names take as keys
 * @param undecided what becomes of files whose content cannot be compared
 * @param partSizes bytes of a part in uploads of this program and others, which are tried first for
 *     {@code -N} ETags; one at least
 * @param threads directories walked, files hashed and data files read at the same time
 * @param gzip whether to compress the plan's CSV files
 * @param rules which objects get tags and properties
 * @param reading how much of the files is read, and how fast
 * @param selection which files the plan is about
 * @param checksums a list of the files' MD5s, to believe instead of reading them
 * @param memory bytes outside the heap for what is known of objects; beyond that it goes to disk
 * @param safety what must hold before anything is planned
 */
public record PlanOptions(
    OrphanPolicy orphans,
    LinkPolicy links,
    UnicodeForm names,
    UndecidedPolicy undecided,
    List<Long> partSizes,
    int threads,
    boolean gzip,
    ObjectRules rules,
    ReadOptions reading,
    SourceSelection selection,
    Optional<Path> checksums,
    long memory,
    Safety safety) {

  /** Unicode forms of keys. */
  public enum UnicodeForm implements CodedEnum {
    /** The bytes of the file name, whatever they are. */
    AS_IS("as-is"),
    /** Composed characters (NFC), for files that come from a Mac. */
    NFC("nfc");

    private final String code;

    UnicodeForm(String code) {
      this.code = code;
    }

    @Override
    public String code() {
      return code;
    }
  }

  /** Bytes of a part in this program's own uploads, unless told otherwise. */
  public static final long DEFAULT_PART_SIZE = 16L << 20;

  public PlanOptions {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("threads must be 1 to 1024, not " + threads);
    }
    if (memory < 0 || memory > OffHeap.limit()) {
      throw new IllegalArgumentException(
          "memory must be at most what the JVM may have outside the heap, which is "
              + (OffHeap.limit() >> 20)
              + "Mi; JAVA_OPTS=-XX:MaxDirectMemorySize=... raises it");
    }
    partSizes = List.copyOf(partSizes);
    for (long partSize : partSizes) {
      if (partSize < 5L << 20 || partSize > 5L << 30) {
        throw new IllegalArgumentException("part size must be 5Mi to 5Gi, not " + partSize);
      }
    }
  }

  /** Leaves orphans and what cannot be told alone, skips links, tags nothing. */
  public static PlanOptions defaults() {
    return new PlanOptions(
        OrphanPolicy.LEAVE,
        LinkPolicy.SKIP,
        UnicodeForm.AS_IS,
        UndecidedPolicy.REPORT,
        List.of(DEFAULT_PART_SIZE),
        2 * Runtime.getRuntime().availableProcessors(),
        false,
        ObjectRules.NONE,
        ReadOptions.DEFAULT,
        SourceSelection.ALL,
        Optional.empty(),
        OffHeap.limit() / 2,
        Safety.NONE);
  }

  /** These options with another end for objects without a file. */
  public PlanOptions withOrphans(OrphanPolicy other) {
    return new PlanOptions(
        other, links, names, undecided, partSizes, threads, gzip, rules, reading, selection,
        checksums, memory, safety);
  }

  /** These options with another reading of links. */
  public PlanOptions withLinks(LinkPolicy other) {
    return new PlanOptions(
        orphans, other, names, undecided, partSizes, threads, gzip, rules, reading, selection,
        checksums, memory, safety);
  }

  /** These options with another Unicode form of keys. */
  public PlanOptions withNames(UnicodeForm other) {
    return new PlanOptions(
        orphans, links, other, undecided, partSizes, threads, gzip, rules, reading, selection,
        checksums, memory, safety);
  }

  /** These options with another end for what cannot be told. */
  public PlanOptions withUndecided(UndecidedPolicy other) {
    return new PlanOptions(
        orphans, links, names, other, partSizes, threads, gzip, rules, reading, selection,
        checksums, memory, safety);
  }

  /** These options with other part sizes, in bytes. */
  public PlanOptions withPartSizes(List<Long> other) {
    return new PlanOptions(
        orphans, links, names, undecided, other, threads, gzip, rules, reading, selection,
        checksums, memory, safety);
  }

  /** These options with another number of threads. */
  public PlanOptions withThreads(int other) {
    return new PlanOptions(
        orphans, links, names, undecided, partSizes, other, gzip, rules, reading, selection,
        checksums, memory, safety);
  }

  /** These options with or without compression. */
  public PlanOptions withGzip(boolean other) {
    return new PlanOptions(
        orphans, links, names, undecided, partSizes, threads, other, rules, reading, selection,
        checksums, memory, safety);
  }

  /** Which objects get tags. */
  public TagRules tags() {
    return rules.tags();
  }

  /** Which objects get properties. */
  public PropertyRules properties() {
    return rules.properties();
  }

  /** Whether objects that are the same get their properties, too. */
  public boolean updatesProperties() {
    return rules.update();
  }

  /** These options with other rules. */
  public PlanOptions withRules(ObjectRules other) {
    return new PlanOptions(
        orphans, links, names, undecided, partSizes, threads, gzip, other, reading, selection,
        checksums, memory, safety);
  }

  /** These options with another share of files read again, 0 to 1. */
  public PlanOptions withRehash(double other) {
    return withReading(reading.withRehash(other));
  }

  /** These options with another way to read files. */
  public PlanOptions withReading(ReadOptions other) {
    return new PlanOptions(
        orphans, links, names, undecided, partSizes, threads, gzip, rules, other, selection,
        checksums, memory, safety);
  }

  /** These options for other files. */
  public PlanOptions withSelection(SourceSelection other) {
    return new PlanOptions(
        orphans, links, names, undecided, partSizes, threads, gzip, rules, reading, other,
        checksums, memory, safety);
  }

  /** These options without a list of MD5s to believe. */
  public PlanOptions withoutChecksums() {
    return withChecksums(Optional.empty());
  }

  /** These options with a list of MD5s to believe. */
  public PlanOptions withChecksums(Path other) {
    return withChecksums(Optional.of(other));
  }

  private PlanOptions withChecksums(Optional<Path> other) {
    return new PlanOptions(
        orphans, links, names, undecided, partSizes, threads, gzip, rules, reading, selection,
        other, memory, safety);
  }

  /** These options with another budget of memory, in bytes. */
  public PlanOptions withMemory(long other) {
    return new PlanOptions(
        orphans, links, names, undecided, partSizes, threads, gzip, rules, reading, selection,
        checksums, other, safety);
  }

  /** These options with other demands. */
  public PlanOptions withSafety(Safety other) {
    return new PlanOptions(
        orphans, links, names, undecided, partSizes, threads, gzip, rules, reading, selection,
        checksums, memory, other);
  }

  /**
   * What is decided for all keys.
   *
   * @param prefix the destination's prefix, empty or ending in a slash
   */
  public ReconcilePolicy policy(String prefix) {
    return new ReconcilePolicy(
        prefix,
        orphans,
        undecided,
        reading.sizeOnly(),
        rules,
        names == UnicodeForm.NFC,
        links == LinkPolicy.STORE);
  }

  /** What reads files as these options say. */
  public Fingerprints fingerprints() {
    return new Fingerprints(partSizes, reading.pace());
  }

  /** The options that shape the plan, as {@code plan.json} keeps them. */
  public Map<String, String> describe() {
    Map<String, String> map = new TreeMap<>();
    map.put("orphans", orphans.code());
    map.put(Plan.LINKS, links.code());
    map.put("names", names.code());
    map.put(Plan.UNDECIDED, undecided.code());
    map.put("part-size", partSizes.stream().map(String::valueOf).collect(Collectors.joining(",")));
    if (!properties().rules().isEmpty()) {
      map.put(Plan.PROPERTIES, properties().text());
      map.put(Plan.PATTERNS, "glob");
      map.put("update-properties", Boolean.toString(updatesProperties()));
    }
    if (!tags().rules().isEmpty()) {
      map.put("tags", tags().rules().stream().map(TagRule::text).collect(Collectors.joining("; ")));
      map.put("other-tags", tags().replace() ? "replace" : "keep");
    }
    reading.describe(map);
    selection.describe(map);
    checksums.ifPresent(list -> map.put("checksums", list.toString()));
    safety.describe(map);
    return map;
  }
}
