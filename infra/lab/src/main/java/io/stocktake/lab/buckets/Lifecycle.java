package io.stocktake.lab.buckets;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.ingest.Documents;
import io.stocktake.lab.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Lifecycle configurations: checked and stored. The lab carries none of them out. */
public final class Lifecycle {
  private static final String NAME = "lifecycle";
  private static final int MAX_RULES = 1000;
  private static final int MAX_ID = 255;
  private static final Pattern RULE = Pattern.compile("<(?:\\w+:)?Rule(?:\\s[^>]*)?>");
  private static final List<String> ACTIONS =
      List.of(
          "Expiration",
          "NoncurrentVersionExpiration",
          "Transition",
          "NoncurrentVersionTransition",
          "AbortIncompleteMultipartUpload");

  private final Store store;

  /** Configurations of the buckets of a store. */
  public Lifecycle(Store store) {
    this.store = store;
  }

  /** PutBucketLifecycleConfiguration: replaces the whole configuration. */
  public Response put(Request request) throws IOException {
    store.bucket(request.bucket());
    byte[] document = Documents.readDigested(request);
    List<XmlNode> rules = XmlNode.parse(document, "LifecycleConfiguration").all("Rule");
    if (rules.isEmpty() || rules.size() > MAX_RULES) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    rules.forEach(Lifecycle::check);
    checkIds(rules);
    store.bucket(request.bucket()).configure(NAME, withIds(document, rules));
    return Response.of(200);
  }

  private static void check(XmlNode rule) {
    if (!Set.of("Enabled", "Disabled").contains(rule.value("Status").orElse(""))) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    if (ACTIONS.stream().noneMatch(action -> rule.find(action).isPresent())) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST, "At least one action needs to be specified in a rule");
    }
    if (rule.find("Filter").isPresent() && rule.need("Filter").children().size() > 1) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    checkTagFilter(rule);
    ACTIONS.forEach(action -> rule.all(action).forEach(Lifecycle::checkTimes));
  }

  private static void checkIds(List<XmlNode> rules) {
    List<String> ids = rules.stream().flatMap(rule -> rule.value("ID").stream()).toList();
    if (ids.stream().anyMatch(id -> id.length() > MAX_ID)) {
      throw new S3Exception(
          S3Error.INVALID_ARGUMENT, "ID length should not exceed allowed limit of " + MAX_ID);
    }
    if (Set.copyOf(ids).size() < ids.size()) {
      throw new S3Exception(
          S3Error.INVALID_ARGUMENT, "Rule ID must be unique. Found same ID for more than one rule");
    }
  }

  /** A rule without an id is given one. */
  private static byte[] withIds(byte[] document, List<XmlNode> rules) {
    Iterator<XmlNode> rule = rules.iterator();
    return RULE.matcher(new String(document, StandardCharsets.UTF_8))
        .replaceAll(
            start ->
                rule.next().find("ID").isPresent() ? "$0" : "$0<ID>" + UUID.randomUUID() + "</ID>")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void checkTimes(XmlNode action) {
    boolean dated = action.find("Date").isPresent();
    boolean counted = action.find("Days").isPresent();
    if (dated && counted) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    action.value("Date").ifPresent(Lifecycle::checkDate);
    for (String days : List.of("Days", "NoncurrentDays", "DaysAfterInitiation")) {
      Optional<String> value = action.value(days);
      boolean zero = action.name().equals("Transition");
      if (value.isPresent() && !value.get().matches(zero ? "\\d{1,9}" : "0*[1-9]\\d{0,8}")) {
        throw new S3Exception(
            S3Error.INVALID_ARGUMENT,
            "'" + days + "' for " + action.name() + " action must be a positive integer");
      }
    }
  }

  private static void checkDate(String text) {
    Instant date;
    try {
      date = Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new S3Exception(S3Error.MALFORMED_XML, e);
    }
    if (!date.equals(date.truncatedTo(ChronoUnit.DAYS))) {
      throw new S3Exception(S3Error.INVALID_ARGUMENT, "'Date' must be at midnight GMT");
    }
  }

  private static void checkTagFilter(XmlNode rule) {
    boolean tags =
        rule.find("Filter").map(f -> f.find("And").orElse(f).find("Tag").isPresent()).orElse(false);
    boolean markers =
        rule.find("Expiration").flatMap(e -> e.find("ExpiredObjectDeleteMarker")).isPresent();
    if (tags && (markers || rule.find("AbortIncompleteMultipartUpload").isPresent())) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "A rule with a tag filter cannot abort uploads or remove delete markers");
    }
  }

  /** GetBucketLifecycleConfiguration. */
  public Response get(Request request) {
    byte[] document =
        store
            .bucket(request.bucket())
            .configuration(NAME)
            .orElseThrow(() -> new S3Exception(S3Error.NO_SUCH_LIFECYCLE));
    return Response.of(200).text("application/xml", new String(document, StandardCharsets.UTF_8));
  }

  /** DeleteBucketLifecycle. */
  public Response delete(Request request) throws IOException {
    store.bucket(request.bucket()).unconfigure(NAME);
    return Response.of(204);
  }
}
