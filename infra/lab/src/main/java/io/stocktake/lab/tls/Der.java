package io.stocktake.lab.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/** Values in the Distinguished Encoding Rules of ASN.1 (ITU-T X.690). */
final class Der {
  private static final DateTimeFormatter GENERALIZED =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Instant FIRST_GENERALIZED = Instant.parse("2050-01-01T00:00:00Z");
  private static final int SHORT_LENGTH = 0x80;
  private static final int BYTE = 0xFF;

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return value(0x30, parts);
  }

  static byte[] set(byte[]... parts) {
    return value(0x31, parts);
  }

  static byte[] integer(BigInteger number) {
    return value(0x02, number.toByteArray());
  }

  static byte[] truth() {
    return value(0x01, new byte[] {(byte) BYTE});
  }

  static byte[] octets(byte[] content) {
    return value(0x04, content);
  }

  /** A string of bits, of which the last few may not count. */
  static byte[] bits(int unused, byte[] content) {
    return value(0x03, new byte[] {(byte) unused}, content);
  }

  static byte[] text(String text) {
    return value(0x0C, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A time as certificates have it (RFC 5280, section 4.1.2.5). */
  static byte[] time(Instant time) {
    boolean late = !time.isBefore(FIRST_GENERALIZED);
    String text = (late ? GENERALIZED : UTC).format(time);
    return value(late ? 0x18 : 0x17, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** An object identifier, from the text of its numbers with dots between. */
  static byte[] oid(String dotted) {
    int[] numbers =
        Pattern.compile("\\.").splitAsStream(dotted).mapToInt(Integer::parseInt).toArray();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(numbers[0] * 40 + numbers[1]);
    for (int i = 2; i < numbers.length; i++) {
      for (int shift = 28; shift > 0; shift -= 7) {
        if (numbers[i] >> shift != 0) {
          out.write(((numbers[i] >> shift) & 0x7F) | 0x80);
        }
      }
      out.write(numbers[i] & 0x7F);
    }
    return value(0x06, out.toByteArray());
  }

  /** A value of any tag. */
  static byte[] value(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    length(content.size(), out);
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static void length(int length, ByteArrayOutputStream out) {
    if (length < SHORT_LENGTH) {
      out.write(length);
    } else if (length <= BYTE) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length & BYTE);
    }
  }
}
