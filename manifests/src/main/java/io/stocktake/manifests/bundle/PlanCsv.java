package io.stocktake.manifests.bundle;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.PosixAttributes;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.source.FileId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The columns of a plan's CSV files: RFC 4180, UTF-8, header row, read by name. */
final class PlanCsv {
  private static final List<String> ROW_COLUMNS =
      List.of(
          "action",
          "verdict",
          "reason",
          "key",
          "path",
          "size",
          "mtime",
          "content",
          "guard",
          "version_id",
          "copy_bucket",
          "copy_key",
          "copy_etag",
          "copy_version_id",
          "tags",
          "file_id");

  /** What a plan has a column of only if it was asked for. */
  private static final String ATTRIBUTES = "attributes";

  private PlanCsv() {}

  /**
   * The header row.
   *
   * @param attributes whether rows have the attributes of files
   */
  static List<String> columns(boolean attributes) {
    return attributes ? with(ROW_COLUMNS, ATTRIBUTES) : ROW_COLUMNS;
  }

  private static List<String> with(List<String> some, String last) {
    List<String> all = new ArrayList<>(some);
    all.add(last);
    return all;
  }

  static List<String> write(PlanRow row, boolean attributes) {
    return attributes
        ? with(write(row), row.attributes().map(PosixAttributes::toString).orElse(""))
        : write(row);
  }

  private static List<String> write(PlanRow row) {
    return List.of(
        row.action().code(),
        row.verdict().code(),
        row.reason().code(),
        row.key().value(),
        row.path(),
        Long.toString(row.size()),
        row.mtime().map(Instant::toString).orElse(""),
        row.content().map(ETag::value).orElse(""),
        row.guard().toString(),
        row.versionId().orElse(""),
        row.copySource().map(CopySource::bucket).orElse(""),
        row.copySource().map(source -> source.key().value()).orElse(""),
        row.copySource().map(source -> source.etag().value()).orElse(""),
        row.copySource().flatMap(CopySource::versionId).orElse(""),
        row.tags().toString(),
        row.file().map(FileId::toString).orElse(""));
  }

  static PlanRow readRow(NamedCsvRecord record) {
    Reason reason = CodedEnum.parse(Reason.class, record.getField("reason"));
    String verdict = record.getField("verdict");
    if (!reason.verdict().code().equals(verdict)) {
      throw new IllegalArgumentException("verdict " + verdict + " does not go with its reason");
    }
    return new PlanRow(
        CodedEnum.parse(Action.class, record.getField("action")),
        reason,
        new ObjectKey(record.getField("key")),
        record.getField("path"),
        Long.parseLong(record.getField("size")),
        present(record, "mtime").map(Instant::parse),
        present(record, "content").map(ETag::new),
        Guard.parse(record.getField("guard")),
        present(record, "version_id"),
        readCopySource(record),
        TagSet.parse(record.getField("tags")),
        fileId(record),
        record.findField(ATTRIBUTES).filter(text -> !text.isEmpty()).map(PosixAttributes::parse));
  }

  /** Plans of earlier versions do not have the column. */
  private static Optional<FileId> fileId(NamedCsvRecord record) {
    return record.findField("file_id").filter(text -> !text.isEmpty()).map(FileId::parse);
  }

  private static Optional<CopySource> readCopySource(NamedCsvRecord record) {
    return present(record, "copy_bucket")
        .map(
            bucket ->
                new CopySource(
                    bucket,
                    new ObjectKey(record.getField("copy_key")),
                    new ETag(record.getField("copy_etag")),
                    present(record, "copy_version_id")));
  }

  private static Optional<String> present(NamedCsvRecord record, String column) {
    return Optional.of(record.getField(column)).filter(text -> !text.isEmpty());
  }
}
