package io.stocktake.executor.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A record as a line that checks itself: eight hex digits of CRC-32C over the rest, a space, the
 * fields with tabs between them, a line feed. Tab, line feed and backslash inside a field are
 * escaped as in C.
 */
public final class JournalLine {
  /** The longest line, line feed included; longer details are cut when written. */
  public static final int MAX_BYTES = 16 * 1024;

  private static final int MAX_FIELD_CHARS = 1500;
  private static final int CRC_DIGITS = 8;
  private static final HexFormat HEX = HexFormat.of();

  private JournalLine() {}

  static byte[] encode(JournalRecord record) {
    StringBuilder text = new StringBuilder();
    for (String field : record.fields()) {
      text.append(text.isEmpty() ? "" : "\t").append(escape(field));
    }
    byte[] body = text.append('\n').toString().getBytes(UTF_8);
    byte[] line = new byte[CRC_DIGITS + 1 + body.length];
    byte[] crc = HEX.toHexDigits(crc(body, 0, body.length - 1)).getBytes(US_ASCII);
    System.arraycopy(crc, 0, line, 0, CRC_DIGITS);
    line[CRC_DIGITS] = ' ';
    System.arraycopy(body, 0, line, CRC_DIGITS + 1, body.length);
    return line;
  }

  /** The record in {@code bytes[from, to)}, a line without its line feed; empty if damaged. */
  public static Optional<JournalRecord> decode(byte[] bytes, int from, int to) {
    int body = from + CRC_DIGITS + 1;
    if (body >= to || bytes[body - 1] != ' ') {
      return Optional.empty();
    }
    try {
      String crc = new String(bytes, from, CRC_DIGITS, US_ASCII);
      if (HexFormat.fromHexDigits(crc) != crc(bytes, body, to - body)) {
        return Optional.empty();
      }
      return Optional.of(JournalRecord.of(split(new String(bytes, body, to - body, UTF_8))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  private static String escape(String field) {
    String cut = field.length() <= MAX_FIELD_CHARS ? field : field.substring(0, MAX_FIELD_CHARS);
    return cut.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
  }

  private static List<String> split(String line) {
    List<String> fields = new ArrayList<>();
    for (String field : line.split("\t", -1)) {
      fields.add(unescape(field));
    }
    return fields;
  }

  private static String unescape(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    StringBuilder text = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      text.append(c == '\\' && i + 1 < field.length() ? meaning(field.charAt(++i)) : c);
    }
    return text.toString();
  }

  private static char meaning(char escaped) {
    return switch (escaped) {
      case 't' -> '\t';
      case 'n' -> '\n';
      default -> escaped;
    };
  }
}
