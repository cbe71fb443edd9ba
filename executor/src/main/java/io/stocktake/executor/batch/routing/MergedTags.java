package io.stocktake.executor.batch.routing;

import io.stocktake.manifests.plan.TagSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tags that each row which adds tags is to end with, in the plan's order, where they were read
 * and a job may write them. A byte a row, for which there are at most {@link #MAX_SETS} different
 * sets of tags: rows that need another have none.
 */
public final class MergedTags {
  /** Different sets of tags in one plan. */
  public static final int MAX_SETS = 200;

  /** Nothing was read. */
  public static final MergedTags NONE = new MergedTags(List.of(), new byte[0]);

  private final List<TagSet> sets;
  private final byte[] rows;

  private MergedTags(List<TagSet> sets, byte[] rows) {
    this.sets = sets;
    this.rows = rows;
  }

  /** Gathers the rows, one after the other. */
  public static final class Builder {
    private final Map<TagSet, Integer> numbers = new HashMap<>();
    private final List<TagSet> sets = new ArrayList<>();
    private final ByteArrayOutputStream rows = new ByteArrayOutputStream();

    /** Adds a row; one without tags is none for a job. */
    public void row(Optional<TagSet> wanted) {
      rows.write(wanted.map(this::number).orElse(0));
    }

    private int number(TagSet wanted) {
      if (sets.size() == MAX_SETS && !numbers.containsKey(wanted)) {
        return 0;
      }
      return numbers.computeIfAbsent(
          wanted,
          set -> {
            sets.add(set);
            return sets.size();
          });
    }

    /** All rows. */
    public MergedTags build() {
      return new MergedTags(List.copyOf(sets), rows.toByteArray());
    }
  }

  /** Passes through the rows. */
  public final class Cursor {
    private int next;

    private Cursor() {}

    /** What the next row that adds tags is to end with, if a job may write it. */
    Optional<TagSet> next() {
      int number = next < rows.length ? Byte.toUnsignedInt(rows[next++]) : 0;
      return number == 0 ? Optional.empty() : Optional.of(sets.get(number - 1));
    }
  }

  /** A new pass. */
  public Cursor cursor() {
    return new Cursor();
  }

  /** Whether a job may write any row. */
  public boolean isEmpty() {
    return sets.isEmpty();
  }

  /** All in bytes, as {@link #parse} reads them. */
  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(sets.size());
      for (TagSet set : sets) {
        out.writeUTF(set.toString());
      }
      out.writeInt(rows.length);
      out.write(rows);
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes all bytes", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #bytes} gave.
   *
   * @throws IOException if it is something else
   */
  public static MergedTags parse(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      List<TagSet> sets = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        sets.add(TagSet.parse(in.readUTF()));
      }
      byte[] rows = new byte[in.readInt()];
      in.readFully(rows);
      return new MergedTags(sets, rows);
    }
  }
}
