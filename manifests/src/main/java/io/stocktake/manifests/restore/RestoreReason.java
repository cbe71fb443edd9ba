package io.stocktake.manifests.restore;

import io.stocktake.manifests.CodedEnum;

/** Why a row of a restore plan is there. */
public enum RestoreReason implements CodedEnum {
  MISSING("missing", "the target has no such file"),
  DIFFERS("differs", "the target's file has other content"),
  ATTRIBUTES("attributes", "the content is the same, and attributes differ"),
  CANNOT_TELL("cannot-tell", "whether the target's file has the same content cannot be told"),
  EXTRA("extra", "no object accounts for the target's file"),
  ARCHIVED("archived", "the object is archived and must be restored in S3 before it can be read"),
  EXISTS("exists", "the target has a file, and existing files are left alone");

  private final String code;
  private final String sentence;

  RestoreReason(String code, String sentence) {
    this.code = code;
    this.sentence = sentence;
  }

  @Override
  public String code() {
    return code;
  }

  /** The reason in words. */
  public String sentence() {
    return sentence;
  }
}
