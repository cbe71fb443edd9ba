package io.stocktake.lab.objects;

import io.stocktake.lab.http.Query;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.http.XmlText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads and checks tag sets: at most 10, keys of 128 and values of 256 UTF-16 units. */
public final class TagSet {
  private static final int MAX_TAGS = 10;
  private static final int MAX_KEY = 128;
  private static final int MAX_VALUE = 256;
  private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

  private TagSet() {}

  /** The tags of the x-amz-tagging header, which is written like a query string. */
  public static Map<String, String> ofHeader(Request request) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (Query.Parameter tag :
        Query.parse(request.header("x-amz-tagging").orElse("")).parameters()) {
      add(tags, tag.name(), tag.value());
    }
    return tags;
  }

  /** The tags of a Tagging document. */
  static Map<String, String> ofDocument(byte[] document) {
    return of(XmlNode.parse(document, "Tagging").need("TagSet").all("Tag"));
  }

  /** The tags of elements that have a Key and a Value each. */
  public static Map<String, String> of(List<XmlNode> elements) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (XmlNode tag : elements) {
      add(tags, tag.need("Key").text(), tag.need("Value").text());
    }
    return tags;
  }

  private static void add(Map<String, String> tags, String key, String value) {
    if (key.isEmpty() || key.length() > MAX_KEY || !ALLOWED.matcher(key).matches()) {
      throw new S3Exception(S3Error.INVALID_TAG, "The TagKey you have provided is invalid");
    }
    if (key.startsWith("aws:")) {
      throw new S3Exception(
          S3Error.INVALID_TAG, "System tags cannot be added/updated by requester");
    }
    if (value.length() > MAX_VALUE || !ALLOWED.matcher(value).matches()) {
      throw new S3Exception(S3Error.INVALID_TAG, "The TagValue you have provided is invalid");
    }
    if (tags.put(key, value) != null) {
      throw new S3Exception(S3Error.INVALID_TAG, "Cannot provide multiple Tags with the same key");
    }
    if (tags.size() > MAX_TAGS) {
      throw new S3Exception(S3Error.BAD_REQUEST, "Object tags cannot be greater than " + MAX_TAGS);
    }
  }

  static XmlText xml(Map<String, String> tags) {
    XmlText xml = XmlText.s3("Tagging").open("TagSet");
    tags.forEach(
        (key, value) -> xml.open("Tag").element("Key", key).element("Value", value).close("Tag"));
    return xml.close("TagSet").close("Tagging");
  }
}
