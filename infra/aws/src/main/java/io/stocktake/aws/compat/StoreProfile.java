package io.stocktake.aws.compat;

import static io.stocktake.executor.store.Guarantee.CONTENT_MD5;
import static io.stocktake.executor.store.Guarantee.COPY_SOURCE_IF_MATCH;
import static io.stocktake.executor.store.Guarantee.ETAG_IS_MD5;
import static io.stocktake.executor.store.Guarantee.LIST_PARTS;
import static io.stocktake.executor.store.Guarantee.LIST_VERSIONS;
import static io.stocktake.executor.store.Guarantee.PART_SOURCE_IF_MATCH;
import static io.stocktake.executor.store.Guarantee.PUT_IF_MATCH;
import static io.stocktake.executor.store.Guarantee.PUT_IF_NONE_MATCH;
import static io.stocktake.executor.store.Guarantee.PUT_TAGS;
import static io.stocktake.executor.store.Guarantee.TAGS;
import static io.stocktake.executor.store.Guarantee.UPLOAD_TAGS;

import io.stocktake.executor.store.Guarantee;
import io.stocktake.manifests.CodedEnum;
import java.util.EnumSet;
import java.util.Set;

/**
 * Profiles of stores by name: the guarantees that all their releases of some years give. The probe
 * tells what a release gives beyond that.
 */
public enum StoreProfile implements CodedEnum {
  /** Amazon S3. */
  AWS("aws", EnumSet.allOf(Guarantee.class)),
  /** MinIO. */
  MINIO(
      "minio",
      EnumSet.of(
          PUT_IF_NONE_MATCH,
          PUT_IF_MATCH,
          COPY_SOURCE_IF_MATCH,
          PART_SOURCE_IF_MATCH,
          CONTENT_MD5,
          ETAG_IS_MD5,
          TAGS,
          PUT_TAGS,
          UPLOAD_TAGS,
          LIST_PARTS,
          LIST_VERSIONS)),
  /** Ceph's gateway, of which old releases refuse a right If-Match. */
  CEPH(
      "ceph",
      EnumSet.of(
          PUT_IF_NONE_MATCH,
          COPY_SOURCE_IF_MATCH,
          CONTENT_MD5,
          ETAG_IS_MD5,
          TAGS,
          PUT_TAGS,
          LIST_PARTS,
          LIST_VERSIONS)),
  /** Cloudflare R2, which has neither tags nor versions. */
  R2(
      "r2",
      EnumSet.of(
          PUT_IF_NONE_MATCH,
          PUT_IF_MATCH,
          COPY_SOURCE_IF_MATCH,
          CONTENT_MD5,
          ETAG_IS_MD5,
          LIST_PARTS)),
  /** Nothing is known. */
  GENERIC("generic", EnumSet.noneOf(Guarantee.class));

  private final String code;

  @SuppressWarnings("ImmutableEnumChecker") // a copy that nobody can change
  private final Set<Guarantee> held;

  StoreProfile(String code, Set<Guarantee> held) {
    this.code = code;
    this.held = Set.copyOf(held);
  }

  @Override
  public String code() {
    return code;
  }

  /** The guarantees it gives. */
  public Set<Guarantee> held() {
    return held;
  }
}
