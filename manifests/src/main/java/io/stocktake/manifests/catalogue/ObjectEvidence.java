package io.stocktake.manifests.catalogue;

import io.stocktake.manifests.CodedEnum;

/** Evidence for the claim that an object holds an entry. */
public enum ObjectEvidence implements CodedEnum {
  /** The plan compared the file with the object and found them the same. */
  COMPARED("compared"),
  /** The plan compared the sizes alone, as it was asked to, and found them the same. */
  SIZE("size"),
  /** The object was written for the entry, and the store answered with its ETag. */
  WRITTEN("written"),
  /** The object was found to be as the plan wanted it, written by an earlier request. */
  FOUND("found"),
  /** A job of S3 wrote the object; it told no ETag, and this is the one to be expected. */
  EXPECTED("expected");

  private final String code;

  ObjectEvidence(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
