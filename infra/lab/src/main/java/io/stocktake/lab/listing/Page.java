package io.stocktake.lab.listing;

import io.stocktake.lab.http.Query;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.UriText;
import io.stocktake.lab.http.XmlText;
import java.nio.charset.StandardCharsets;

/**
 * What a listing request asks for.
 *
 * @param limit the most keys and prefixes in one answer
 * @param urlEncoded whether keys are URL-encoded in the answer
 */
record Page(String prefix, String delimiter, int limit, boolean urlEncoded) {
  private static final int MAX_KEYS = 1000;

  static Page of(Query query, String limitParameter) {
    String encoding = query.text("encoding-type");
    if (!encoding.isEmpty() && !encoding.equals("url")) {
      throw S3Exception.invalidArgument("encoding-type", encoding);
    }
    return new Page(
        query.text("prefix"),
        query.text("delimiter"),
        Math.min(MAX_KEYS, query.number(limitParameter, MAX_KEYS)),
        !encoding.isEmpty());
  }

  /** A key or prefix as the answer writes it. */
  String show(String key) {
    return urlEncoded ? UriText.encodeKey(key) : key;
  }

  /** The common prefix a key falls under, or the empty string. */
  String commonPrefix(String key) {
    if (delimiter.isEmpty()) {
      return "";
    }
    int at = key.indexOf(delimiter, prefix.length());
    return at < 0 ? "" : key.substring(0, at + delimiter.length());
  }

  void showHead(XmlText xml, String bucket) {
    xml.element("Name", bucket).element("Prefix", show(prefix));
    xml.elementIfAny("Delimiter", show(delimiter));
  }

  void showEncoding(XmlText xml) {
    if (urlEncoded) {
      xml.element("EncodingType", "url");
    }
  }

  /** The least byte string behind all those that start with a prefix. */
  static byte[] behind(String prefix) {
    byte[] bytes = prefix.getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 1]++;
    return bytes;
  }
}
