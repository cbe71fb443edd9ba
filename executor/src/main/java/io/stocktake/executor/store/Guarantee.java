package io.stocktake.executor.store;

import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.plan.Guard;

/** A guarantee of Amazon S3 that not every S3-compatible store gives. */
public enum Guarantee implements CodedEnum {
  PUT_IF_NONE_MATCH("put-if-none-match", "If-None-Match on PUT", true),
  PUT_IF_MATCH("put-if-match", "If-Match on PUT", true),
  COMPLETE_IF_NONE_MATCH(
      "complete-if-none-match", "If-None-Match on CompleteMultipartUpload", true),
  COMPLETE_IF_MATCH("complete-if-match", "If-Match on CompleteMultipartUpload", true),
  COPY_IF_NONE_MATCH("copy-if-none-match", "If-None-Match on CopyObject", true),
  COPY_IF_MATCH("copy-if-match", "If-Match on CopyObject", true),
  DELETE_IF_MATCH("delete-if-match", "If-Match on DeleteObject", true),
  DELETE_MANY_IF_MATCH("delete-many-if-match", "ETag of each key in DeleteObjects", false),
  COPY_SOURCE_IF_MATCH("copy-source-if-match", "x-amz-copy-source-if-match on CopyObject", true),
  PART_SOURCE_IF_MATCH(
      "part-source-if-match", "x-amz-copy-source-if-match on UploadPartCopy", true),
  CONTENT_MD5("content-md5", "Content-MD5 is checked", false),
  ETAG_IS_MD5("etag-is-md5", "the ETag of a PUT is its MD5", false),
  TAGS("tags", "GetObjectTagging of an object without tags", false),
  PUT_TAGS("put-tags", "tags given with PUT", false),
  UPLOAD_TAGS("upload-tags", "tags given with CreateMultipartUpload", false),
  LIST_PARTS("list-parts", "ListParts", false),
  LIST_VERSIONS("list-versions", "ListObjectVersions", false),
  KEEPS_VERSIONS("keeps-versions", "the bucket keeps versions", false),
  ATTRIBUTES("attributes", "part sizes by GetObjectAttributes", false),
  CHECKSUMS("checksums", "checksums kept by itself", false);

  private final String code;
  private final String sentence;
  private final boolean guards;

  Guarantee(String code, String sentence, boolean guards) {
    this.code = code;
    this.sentence = sentence;
    this.guards = guards;
  }

  @Override
  public String code() {
    return code;
  }

  /** What it is, in the protocol's words. */
  public String sentence() {
    return sentence;
  }

  /** Whether a write relies on it so as not to touch what the plan did not see. */
  public boolean guards() {
    return guards;
  }

  /** What a PUT under a guard relies on. */
  public static Guarantee ofPut(Guard guard) {
    return isAbsent(guard) ? PUT_IF_NONE_MATCH : PUT_IF_MATCH;
  }

  /** What the end of an upload in parts relies on. */
  public static Guarantee ofComplete(Guard guard) {
    return isAbsent(guard) ? COMPLETE_IF_NONE_MATCH : COMPLETE_IF_MATCH;
  }

  /** What a copy to a key relies on there. */
  public static Guarantee ofCopy(Guard guard) {
    return isAbsent(guard) ? COPY_IF_NONE_MATCH : COPY_IF_MATCH;
  }

  private static boolean isAbsent(Guard guard) {
    return guard.state() == Guard.State.ABSENT;
  }
}
