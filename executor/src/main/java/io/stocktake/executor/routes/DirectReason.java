package io.stocktake.executor.routes;

import io.stocktake.manifests.plan.Spelled;

/** Why rows do not go by a job. */
public enum DirectReason implements Spelled {
  NOTHING("there is nothing to do"),
  UPLOAD("files are uploaded from this machine"),
  DELETE("S3 Batch Operations cannot delete objects"),
  PROPERTIES("jobs here give objects no properties"),
  MERGE("the tags must be merged with those that are there"),
  TOO_LARGE("S3 Batch Operations copy at most 5 GB"),
  RENAME("S3 Batch Operations cannot rename: they keep the whole source key"),
  HIDDEN("what seems changed is looked at first: the inventory does not tell how it is encrypted"),
  TWICE("the plan names the key twice"),
  ASKED("the direct route was asked for"),
  UNGUARDED(
      "the destination keeps no versions, and a job cannot insist on what it marks to expire"),
  TOO_FEW("too few objects end with the same tags to make a job of them"),
  KEEPS_TAGS("a job would replace the tags of the sources instead of adding to them"),
  MARKS("a job would copy the mark stocktake=expire with the source's tags"),
  TOO_MANY_KINDS("there are too many different tag sets to make jobs of"),
  NOT_WORTH_IT("a job would cost more than the time it saves is worth");

  private final String sentence;

  DirectReason(String sentence) {
    this.sentence = sentence;
  }

  /** The reason in words. */
  public String sentence() {
    return sentence;
  }
}
