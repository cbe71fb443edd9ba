package io.stocktake.executor.batch.report;

import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.batch.ReportRow;
import io.stocktake.manifests.io.ExternalSorter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;

/** Rows of a report whose keys were URL-encoded, in the binary form of temporary files. */
final class ReportRowCodec implements ExternalSorter.Codec<ReportRow> {
  private static final int MAX_MESSAGE = 1000;
  private static final Comparator<ReportRow> BY_KEY = Comparator.comparing(ReportRow::key);

  private ReportRowCodec() {}

  /** A sorter of rows by key, with a directory for it alone. */
  static ExternalSorter<ReportRow> sorter(Path directory, int rowsInMemory) throws IOException {
    return new ExternalSorter<>(
        directory, new ReportRowCodec(), BY_KEY, rowsInMemory, ExternalSorter.FAN_IN);
  }

  /** The row with a message that is not too long to be held in memory. */
  static ReportRow shortened(ReportRow row) {
    String message = row.message();
    return message.length() <= MAX_MESSAGE
        ? row
        : new ReportRow(
            row.bucket(),
            row.key(),
            row.versionId(),
            row.succeeded(),
            row.httpStatus(),
            row.errorCode(),
            message.substring(0, MAX_MESSAGE));
  }

  @Override
  public void write(DataOutputStream out, ReportRow row) throws IOException {
    out.writeUTF(row.bucket());
    out.writeUTF(row.key().value());
    out.writeUTF(row.versionId());
    out.writeBoolean(row.succeeded());
    out.writeUTF(row.httpStatus());
    out.writeUTF(row.errorCode());
    out.writeUTF(row.message());
  }

  @Override
  public ReportRow read(DataInputStream in) throws IOException {
    return new ReportRow(
        in.readUTF(),
        new ObjectKey(in.readUTF()),
        in.readUTF(),
        in.readBoolean(),
        in.readUTF(),
        in.readUTF(),
        in.readUTF());
  }
}
