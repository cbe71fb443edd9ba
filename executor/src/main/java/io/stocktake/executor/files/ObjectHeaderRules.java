package io.stocktake.executor.files;

import io.stocktake.executor.store.CopyHeaders;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.manifests.plan.AttributeStyle;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.PosixAttributes;
import io.stocktake.manifests.rules.EncryptedNames;
import io.stocktake.manifests.rules.Properties;
import io.stocktake.manifests.rules.Property;
import io.stocktake.manifests.rules.PropertyRules;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Headers of the objects to write, by the rules of a plan: media type, mtime and properties. */
public final class ObjectHeaderRules {
  /** Bytes of a file that tell what it is. */
  public static final int HEAD = 32;

  private static final String MTIME = "mtime";
  private static final int NANO_DIGITS = 9;

  private final PropertyRules rules;
  private final EncryptedNames encrypted;
  private final AttributeStyle style;
  private final int prefix;

  /** The headers of a plan's objects. */
  public ObjectHeaderRules(Plan plan) {
    this.rules = PropertyRules.of(plan);
    this.encrypted = new EncryptedNames(rules);
    this.style = plan.attributeStyle();
    this.prefix = plan.destination().prefix().length();
  }

  /** What the rules ask for a row's object. */
  public Properties properties(PlanRow row) {
    return rules.of(encrypted.file(row.key().value().substring(prefix)));
  }

  private boolean isEncrypted(PlanRow row) {
    return encrypted.recipients(row.key().value().substring(prefix), row.path()).isPresent();
  }

  /**
   * The headers of a row's file.
   *
   * @param head its first bytes, {@link #HEAD} of them if it has as many
   */
  public ObjectHeaders of(PlanRow row, byte[] head) {
    Properties asked = properties(row);
    Properties all = asked;
    for (Map.Entry<String, String> kept : attributes(row, asked).entrySet()) {
      all = all.withMetadata(kept.getKey(), kept.getValue());
    }
    return ObjectHeaders.of(name(row), head, all, row.tags());
  }

  /** The name whose ending tells the media type. */
  private String name(PlanRow row) {
    return isEncrypted(row) ? row.path() + EncryptedNames.SUFFIX : row.path();
  }

  /** The modification time, unless the rules say otherwise, and the attributes of the row. */
  private Map<String, String> attributes(PlanRow row, Properties asked) {
    Map<String, String> metadata = new TreeMap<>();
    Instant mtime = row.mtime().orElseThrow();
    boolean timed = asked.get(Property.MTIME).filter("off"::equals).isEmpty();
    if (timed) {
      metadata.put(MTIME, seconds(mtime).stripTrailingZeros().toPlainString());
    }
    if (isEncrypted(row)) {
      metadata.put("enc", "openpgp");
    }
    if (row.attributes().isPresent()) {
      PosixAttributes kept = row.attributes().get();
      boolean dataSync = style == AttributeStyle.DATASYNC;
      metadata.put(dataSync ? "file-permissions" : "mode", kept.octalMode());
      metadata.put(dataSync ? "file-owner" : "uid", Long.toString(kept.uid()));
      metadata.put(dataSync ? "file-group" : "gid", Long.toString(kept.gid()));
      if (dataSync && timed) {
        metadata.put(
            "file-mtime", seconds(mtime).movePointRight(NANO_DIGITS).toPlainString() + "ns");
      }
    }
    return metadata;
  }

  /**
   * The headers of a copy that saves the upload of a row's file; {@code head} as for the upload.
   */
  public CopyHeaders copyOf(PlanRow row, byte[] head) {
    ObjectHeaders file = of(row, head);
    Properties type =
        new Properties(Map.of(Property.CONTENT_TYPE, file.contentType()), new TreeMap<>());
    return CopyHeaders.whole(file.properties().with(type));
  }

  /** Whether a row's media type depends on the file's first bytes. */
  public boolean needsHead(PlanRow row) {
    return properties(row).get(Property.CONTENT_TYPE).isEmpty()
        && !ObjectHeaders.isTypeKnown(name(row));
  }

  /** Seconds since 1970 with a fraction, the form of rclone, which s3fs reads as well. */
  private static BigDecimal seconds(Instant time) {
    return BigDecimal.valueOf(time.getEpochSecond())
        .add(BigDecimal.valueOf(time.getNano(), NANO_DIGITS));
  }
}
