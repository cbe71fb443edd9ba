package io.stocktake.lab.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request target names. Path style ({@code /bucket/key}) unless the Host header carries the
 * bucket in front of a known domain.
 *
 * @param rawPath the path as sent
 * @param rawQuery the query as sent, or the empty string
 */
public record Address(String bucket, String key, String rawPath, String rawQuery) {
  private static final String CONTROL = "/v20180820/";
  private static final Pattern VIRTUAL_HOST =
      Pattern.compile("(.+)\\.(?:localhost|127\\.0\\.0\\.1|s3[.-][a-z0-9.-]*amazonaws\\.com)");

  /** Reads a request target (absolute form included) and a Host header. */
  public static Address parse(String target, String host) {
    String local = local(target);
    int question = local.indexOf('?');
    String path = question < 0 ? local : local.substring(0, question);
    String query = question < 0 ? "" : local.substring(question + 1);
    Matcher virtual = VIRTUAL_HOST.matcher(host.replaceFirst(":\\d+$", ""));
    String named = virtual.matches() ? "/" + virtual.group(1) + path : path;
    int slash = named.indexOf('/', 1);
    String bucket = slash < 0 ? named.substring(1) : named.substring(1, slash);
    String key = slash < 0 ? "" : named.substring(slash + 1);
    return new Address(UriText.decode(bucket, false), UriText.decode(key, false), path, query);
  }

  /** Whether a target is one of S3 Control, which has paths of its own and no buckets. */
  public static boolean isControl(String target) {
    return local(target).startsWith(CONTROL);
  }

  /** Reads a target of S3 Control: what a path such as {@code jobs/ID/status} is of is its key. */
  public static Address parseControl(String target) {
    Address plain = parse(local(target), "");
    String[] segments = plain.key().split("/", -1);
    return new Address("", segments.length > 1 ? segments[1] : "", plain.rawPath, plain.rawQuery);
  }

  private static String local(String target) {
    return target.startsWith("/") ? target : afterAuthority(target);
  }

  private static String afterAuthority(String absolute) {
    int slash = absolute.indexOf('/', absolute.indexOf("://") + 3);
    return slash < 0 ? "/" : absolute.substring(slash);
  }
}
