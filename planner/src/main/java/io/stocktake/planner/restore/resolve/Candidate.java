package io.stocktake.planner.restore.resolve;

import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.manifests.restore.LocalState;
import io.stocktake.manifests.restore.RestoreAction;
import io.stocktake.manifests.restore.RestoreReason;
import io.stocktake.manifests.restore.RestoreRow;
import io.stocktake.planner.restore.objects.EntryData;
import io.stocktake.planner.restore.objects.RowData;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * A row that may be part of the plan, unless something else needs its path.
 *
 * @param row the row
 * @param archived whether its object is archived
 * @param modified when its object was written, where the inventory says so
 */
public record Candidate(RestoreRow row, boolean archived, Optional<Instant> modified) {
  /** By path; what is made of an object before what is removed. */
  public static final Comparator<Candidate> BY_PATH =
      Comparator.comparing((Candidate candidate) -> candidate.row.path(), RestoreRow::comparePaths)
          .thenComparing(candidate -> candidate.row.action());

  /** The order of a plan. */
  public static final Comparator<Candidate> AS_PLANNED =
      Comparator.comparing(Candidate::row, RestoreRow.ORDER);

  /** How a candidate is kept on disk while candidates are sorted. */
  public static final ExternalSorter.Codec<Candidate> CODEC =
      new ExternalSorter.Codec<>() {
        @Override
        public void write(DataOutputStream out, Candidate candidate) throws IOException {
          RestoreRow row = candidate.row;
          RowData.writeText(out, row.action().code());
          RowData.writeText(out, row.reason().code());
          RowData.writeText(out, row.path());
          out.writeLong(row.size());
          RowData.writeText(out, row.local().toString());
          out.writeBoolean(row.object().isPresent());
          if (row.object().isPresent()) {
            RestoreRow.Source object = row.object().get();
            RowData.writeText(out, object.key().value());
            RowData.writeText(out, object.etag().value());
            RowData.writeText(out, object.versionId().orElse(""));
          }
          out.writeBoolean(candidate.archived);
          RowData.writeTime(out, candidate.modified);
          EntryData.write(out, row.entry());
        }

        @Override
        public Candidate read(DataInputStream in) throws IOException {
          RestoreAction action = CodedEnum.parse(RestoreAction.class, RowData.readText(in));
          RestoreReason reason = CodedEnum.parse(RestoreReason.class, RowData.readText(in));
          String path = RowData.readText(in);
          long size = in.readLong();
          LocalState local = LocalState.parse(RowData.readText(in));
          Optional<RestoreRow.Source> object =
              in.readBoolean() ? Optional.of(readSource(in)) : Optional.empty();
          boolean archived = in.readBoolean();
          Optional<Instant> modified = RowData.readTime(in);
          return new Candidate(
              new RestoreRow(action, reason, path, size, object, local, EntryData.read(in)),
              archived,
              modified);
        }
      };

  private static RestoreRow.Source readSource(DataInputStream in) throws IOException {
    return new RestoreRow.Source(
        new ObjectKey(RowData.readText(in)),
        new ETag(RowData.readText(in)),
        RowData.present(RowData.readText(in)));
  }
}
