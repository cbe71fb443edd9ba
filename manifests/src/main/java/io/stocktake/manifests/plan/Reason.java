package io.stocktake.manifests.plan;

import io.stocktake.manifests.CodedEnum;

/** Why a row has its verdict; each reason belongs to exactly one. */
public enum Reason implements CodedEnum {
  SAME("same", Verdict.SAME, "same size and content"),
  NEW("new", Verdict.NEW, "no object has this key"),
  ARCHIVED(
      "archived",
      Verdict.NEW,
      "its content is archived in the bucket to copy from: restore it first"),
  DUPLICATE("duplicate", Verdict.NEW, "no object has this key, but one that stays has its content"),
  MOVED("moved", Verdict.MOVED, "its content has a key without a file"),
  SIZE("size", Verdict.CHANGED, "the sizes differ"),
  CONTENT("content", Verdict.CHANGED, "same size, different content"),
  CHECKSUM(
      "checksum",
      Verdict.CHANGED,
      "the same size, and a checksum of the object proves another content"),
  OVERWRITTEN("overwritten", Verdict.CHANGED, "an apply wrote over the version to be copied back"),
  DELETED(
      "deleted",
      Verdict.NEW,
      "an apply deleted the object whose last version is to be copied back"),
  ORPHAN("orphan", Verdict.ORPHAN, "no file has this key"),
  CREATED("created", Verdict.ORPHAN, "an apply created the object"),
  UNNEEDED("unneeded", Verdict.ORPHAN, "no kept snapshot needs this version"),
  FORGOTTEN("forgotten", Verdict.ORPHAN, "its snapshot is not kept"),
  CHANGED_WHILE_READ(
      "changed-while-read", Verdict.CANNOT_TELL, "the file changed while it was read"),
  SILENT_CHANGE(
      "silent-change",
      Verdict.CANNOT_TELL,
      "the file's content changed, but neither its size nor its times did"),
  UNREADABLE("unreadable", Verdict.CANNOT_TELL, "the file could not be read"),
  ENCRYPTED(
      "encrypted",
      Verdict.CANNOT_TELL,
      "the object's encryption or storage class makes its ETag no evidence of content"),
  CUSTOMER_KEY(
      "customer-key", Verdict.CANNOT_TELL, "the object is encrypted with a customer key (SSE-C)"),
  PART_SIZE_UNKNOWN(
      "part-size-unknown",
      Verdict.CANNOT_TELL,
      "no part size that was tried explains the object's multipart ETag"),
  NO_EVIDENCE("no-evidence", Verdict.CANNOT_TELL, "the inventory row lacks a usable size or ETag"),
  AMBIGUOUS("ambiguous", Verdict.CANNOT_TELL, "the inventory lists the key more than once"),
  COLLISION("collision", Verdict.CANNOT_TELL, "two files map to this key");

  private final String code;
  private final Verdict verdict;
  private final String sentence;

  Reason(String code, Verdict verdict, String sentence) {
    this.code = code;
    this.verdict = verdict;
    this.sentence = sentence;
  }

  @Override
  public String code() {
    return code;
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
