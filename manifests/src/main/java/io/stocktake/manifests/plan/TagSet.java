package io.stocktake.manifests.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tags of an object, by key: at most ten, with S3's limits on length and characters. Written as
 * the header {@code x-amz-tagging} has them: {@code a=b&c=d%20e}.
 *
 * @param tags value by key
 */
public record TagSet(SortedMap<String, String> tags) {
  /** No tags. */
  public static final TagSet EMPTY = new TagSet(new TreeMap<>());

  private static final int MAX_TAGS = 10;
  private static final int MAX_KEY = 128;
  private static final int MAX_VALUE = 256;
  private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{N}\\p{Z}+\\-=._:/@]*");

  /** The tag that marks an object for the lifecycle rule that expires it. */
  public static final TagSet EXPIRE = of(Map.of("stocktake", "expire"));

  public TagSet {
    if (tags.size() > MAX_TAGS) {
      throw new IllegalArgumentException("an object has at most 10 tags, these are " + tags.size());
    }
    tags.forEach(TagSet::check);
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
  }

  /** Tags from a map. */
  public static TagSet of(Map<String, String> tags) {
    return new TagSet(new TreeMap<>(tags));
  }

  /** Reads what {@link #toString} writes. */
  public static TagSet parse(String text) {
    SortedMap<String, String> tags = new TreeMap<>();
    for (String pair : text.isEmpty() ? new String[0] : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = decode(equals < 0 ? pair : pair.substring(0, equals));
      if (tags.put(key, equals < 0 ? "" : decode(pair.substring(equals + 1))) != null) {
        throw new IllegalArgumentException("the tag " + key + " is given twice");
      }
    }
    return tags.isEmpty() ? EMPTY : new TagSet(tags);
  }

  /** These tags with others, which win where a key is in both. */
  public TagSet with(TagSet others) {
    SortedMap<String, String> all = new TreeMap<>(tags);
    all.putAll(others.tags);
    return new TagSet(all);
  }

  /** These tags but for those that others have with the same value. */
  public TagSet without(TagSet others) {
    SortedMap<String, String> rest = new TreeMap<>(tags);
    rest.entrySet().removeAll(others.tags.entrySet());
    return new TagSet(rest);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return tags.isEmpty();
  }

  @Override
  public String toString() {
    return tags.entrySet().stream()
        .map(tag -> encode(tag.getKey()) + "=" + encode(tag.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static void check(String key, String value) {
    if (key.isEmpty() || key.length() > MAX_KEY || value.length() > MAX_VALUE) {
      throw new IllegalArgumentException(
          "a tag has a key of 1 to 128 characters and a value of at most 256: " + key);
    }
    if (!ALLOWED.matcher(key).matches() || !ALLOWED.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a tag may only have letters, digits, spaces and + - = . _ : / @: " + key + "=" + value);
    }
    if (key.startsWith("aws:")) {
      throw new IllegalArgumentException("tags that begin with aws: are Amazon's: " + key);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, UTF_8);
  }
}
