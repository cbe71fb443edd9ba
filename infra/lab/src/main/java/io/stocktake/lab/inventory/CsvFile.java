package io.stocktake.lab.inventory;

import io.stocktake.lab.http.UriText;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A gzipped CSV data file: no header, every field quoted, keys URL-encoded with plus for space. */
final class CsvFile implements DataFile {
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final List<InventoryField> fields;
  private final Writer out;

  CsvFile(OutputStream out, List<InventoryField> fields) throws IOException {
    this.fields = fields;
    this.out =
        new BufferedWriter(
            new OutputStreamWriter(new GZIPOutputStream(out), StandardCharsets.UTF_8));
  }

  @Override
  public void add(InventoryRow row) throws IOException {
    String separator = "\"";
    for (InventoryField field : fields) {
      out.write(separator);
      out.write(text(field, row.value(field)).replace("\"", "\"\""));
      separator = "\",\"";
    }
    out.write("\"\n");
  }

  private static String text(InventoryField field, Object value) {
    if (value == null) {
      return "";
    }
    if (field == InventoryField.KEY) {
      return UriText.encodeKey((String) value);
    }
    return field.type() == InventoryField.Type.TIMESTAMP
        ? MILLIS.format(Instant.ofEpochMilli((Long) value))
        : value.toString();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
