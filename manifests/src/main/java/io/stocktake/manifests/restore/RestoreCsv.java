package io.stocktake.manifests.restore;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import java.util.List;
import java.util.Optional;

/** The columns of a restore plan's CSV files: RFC 4180, UTF-8, header row, read by name. */
final class RestoreCsv {
  static final List<String> COLUMNS =
      List.of(
          "action",
          "reason",
          "path",
          "size",
          "key",
          "etag",
          "version_id",
          "local",
          "link",
          "attributes");

  private RestoreCsv() {}

  static List<String> write(RestoreRow row) {
    return List.of(
        row.action().code(),
        row.reason().code(),
        row.path(),
        Long.toString(row.size()),
        row.object().map(object -> object.key().value()).orElse(""),
        row.object().map(object -> object.etag().value()).orElse(""),
        row.object().flatMap(RestoreRow.Source::versionId).orElse(""),
        row.local().toString(),
        row.entry().flatMap(RestoreEntry::link).orElse(""),
        row.entry().map(entry -> AttributesJson.write(entry.attributes())).orElse(""));
  }

  static RestoreRow read(NamedCsvRecord record) {
    return new RestoreRow(
        CodedEnum.parse(RestoreAction.class, record.getField("action")),
        CodedEnum.parse(RestoreReason.class, record.getField("reason")),
        record.getField("path"),
        Long.parseLong(record.getField("size")),
        present(record, "key")
            .map(
                key ->
                    new RestoreRow.Source(
                        new ObjectKey(key),
                        new ETag(record.getField("etag")),
                        present(record, "version_id"))),
        LocalState.parse(record.getField("local")),
        present(record, "attributes")
            .map(
                attributes ->
                    new RestoreEntry(AttributesJson.read(attributes), present(record, "link"))));
  }

  private static Optional<String> present(NamedCsvRecord record, String column) {
    return Optional.of(record.getField(column)).filter(text -> !text.isEmpty());
  }
}
