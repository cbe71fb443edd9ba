package io.stocktake.lab.keys;

import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.http.XmlText;
import io.stocktake.lab.model.Encryption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a bucket encrypts what asks for nothing else, and what it refuses.
 *
 * @param encryption the key named as the client named it
 * @param blocked {@code SSE-C}, or nothing
 */
record DefaultEncryption(Encryption encryption, Set<String> blocked) {
  static final String ROOT = "ServerSideEncryptionConfiguration";

  /** That of a bucket about which nothing was said, in an account that uses SSE-C. */
  static final DefaultEncryption NONE = new DefaultEncryption(Encryption.SSE_S3, Set.of());

  private static final String BY_DEFAULT = "ApplyServerSideEncryptionByDefault";
  private static final String ALGORITHM = "SSEAlgorithm";
  private static final String KEY = "KMSMasterKeyID";
  private static final String BUCKET_KEY = "BucketKeyEnabled";
  private static final String BLOCKED = "BlockedEncryptionTypes";
  private static final String TYPE = "EncryptionType";
  private static final String NOTHING = "NONE";

  /**
   * Reads a document.
   *
   * @throws S3Exception MalformedXML, InvalidArgument
   */
  static DefaultEncryption of(byte[] document) {
    List<XmlNode> rules = XmlNode.parse(document, ROOT).all("Rule");
    if (rules.size() != 1) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    XmlNode rule = rules.get(0);
    boolean bucketKey = rule.value(BUCKET_KEY).map(Boolean::parseBoolean).orElse(false);
    return new DefaultEncryption(
        rule.find(BY_DEFAULT).map(node -> encryption(node, bucketKey)).orElse(Encryption.SSE_S3),
        rule.find(BLOCKED).map(DefaultEncryption::blocked).orElse(Set.of()));
  }

  private static Encryption encryption(XmlNode node, boolean bucketKey) {
    String algorithm = node.value(ALGORITHM).orElse("");
    String key = node.value(KEY).orElse("");
    if (!Encryption.BY_SERVICE.contains(algorithm)) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    if (algorithm.equals(Encryption.SSE_S3.algorithm()) && !key.isEmpty()) {
      throw new S3Exception(
          S3Error.INVALID_ARGUMENT,
          "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or"
              + " aws:kms:dsse");
    }
    return new Encryption(algorithm, key, bucketKey);
  }

  private static Set<String> blocked(XmlNode node) {
    Set<String> types = new TreeSet<>();
    node.all(TYPE).forEach(type -> types.add(type.text().trim()));
    if (types.isEmpty() || !Set.of(NOTHING, Encryption.CUSTOMER).containsAll(types)) {
      throw new S3Exception(S3Error.MALFORMED_XML);
    }
    types.remove(NOTHING);
    return types;
  }

  XmlText xml() {
    XmlText xml = XmlText.s3(ROOT).open("Rule").open(BY_DEFAULT);
    xml.element(ALGORITHM, encryption.algorithm())
        .elementIfAny(KEY, encryption.keyId())
        .close(BY_DEFAULT)
        .element(BUCKET_KEY, encryption.bucketKey())
        .open(BLOCKED);
    (blocked.isEmpty() ? Set.of(NOTHING) : blocked).forEach(type -> xml.element(TYPE, type));
    return xml.close(BLOCKED).close("Rule").close(ROOT);
  }
}
