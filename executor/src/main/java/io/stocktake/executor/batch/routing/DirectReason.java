package io.stocktake.executor.batch.routing;

import io.stocktake.manifests.CodedEnum;

/** Why rows do not go by a job. */
public enum DirectReason implements CodedEnum {
  NOTHING("nothing", "there is nothing to do"),
  UPLOAD("upload", "files are uploaded from this machine"),
  DELETE("delete", "S3 Batch Operations cannot delete objects"),
  PROPERTIES("properties", "jobs here give objects no properties"),
  MERGE("merge", "the tags must be merged with those that are there"),
  TOO_LARGE("too-large", "S3 Batch Operations copy at most 5 GB"),
  RENAME("rename", "S3 Batch Operations cannot rename: they keep the whole source key"),
  HIDDEN(
      "hidden",
      "what seems changed is checked by a HEAD request first: the inventory does not say how it is"
          + " encrypted"),
  TWICE("twice", "the plan names the key twice"),
  ASKED("asked", "the direct route was asked for"),
  UNGUARDED(
      "unguarded",
      "the destination keeps no versions, and a job cannot insist on what it marks to expire"),
  TOO_FEW("too-few", "too few objects end with the same tags to make a job of them"),
  KEEPS_TAGS("keeps-tags", "a job would replace the tags of the sources instead of adding to them"),
  MARKS("marks", "a job would copy the mark stocktake=expire with the source's tags"),
  TOO_MANY_KINDS("too-many-kinds", "there are too many different tag sets to make jobs of"),
  NOT_WORTH_IT("not-worth-it", "a job would cost more than the time it saves is worth");

  private final String code;
  private final String sentence;

  DirectReason(String code, String sentence) {
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
