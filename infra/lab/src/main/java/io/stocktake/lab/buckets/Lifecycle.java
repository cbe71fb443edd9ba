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
import java.util.List;
import java.util.Set;

/** Lifecycle configurations: checked and stored. The lab carries none of them out. */
public final class Lifecycle {
  private static final String NAME = "lifecycle";
  private static final int MAX_RULES = 1000;
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
    store.bucket(request.bucket()).configure(NAME, document);
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
