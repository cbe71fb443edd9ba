package io.stocktake.manifests.plan;

/** Why a row has its verdict; each reason belongs to exactly one. */
public enum Reason implements Spelled {
  SAME(Verdict.SAME, "same size and content"),
  NEW(Verdict.NEW, "no object has this key"),
  ARCHIVED(Verdict.NEW, "its content lies archived in the bucket to copy from: restore it first"),
  DUPLICATE(Verdict.NEW, "no object has this key, but one that stays has its content"),
  MOVED(Verdict.MOVED, "its content has a key without a file"),
  SIZE(Verdict.CHANGED, "the sizes differ"),
  CONTENT(Verdict.CHANGED, "same size, different content"),
  CHECKSUM(Verdict.CHANGED, "the same size, and a checksum of the object proves another content"),
  OVERWRITTEN(Verdict.CHANGED, "an apply wrote over the version to be copied back"),
  DELETED(Verdict.NEW, "an apply deleted the object whose last version is to be copied back"),
  ORPHAN(Verdict.ORPHAN, "no file has this key"),
  CREATED(Verdict.ORPHAN, "an apply created the object"),
  CHANGED_WHILE_READ(Verdict.CANNOT_TELL, "the file changed while it was read"),
  SILENT_CHANGE(
      Verdict.CANNOT_TELL, "the file's content changed, but neither its size nor its times did"),
  UNREADABLE(Verdict.CANNOT_TELL, "the file could not be read"),
  ENCRYPTED(
      Verdict.CANNOT_TELL,
      "the object's encryption or storage class makes its ETag no evidence of content"),
  CUSTOMER_KEY(Verdict.CANNOT_TELL, "the object is encrypted with a key of its owner's (SSE-C)"),
  PART_SIZE_UNKNOWN(
      Verdict.CANNOT_TELL,
      "no part size that was tried explains the object's multipart ETag; name it with"
          + " --known-part-size"),
  NO_EVIDENCE(Verdict.CANNOT_TELL, "the inventory row lacks a usable size or ETag"),
  AMBIGUOUS(Verdict.CANNOT_TELL, "the inventory lists the key more than once"),
  COLLISION(Verdict.CANNOT_TELL, "two files map to this key");

  private final Verdict verdict;
  private final String sentence;

  Reason(Verdict verdict, String sentence) {
    this.verdict = verdict;
    this.sentence = sentence;
  }

  /** The verdict this is a reason for. */
  public Verdict verdict() {
    return verdict;
  }

  /** The reason in words. */
  public String sentence() {
    return sentence;
  }
}
