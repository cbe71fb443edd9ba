package io.stocktake.manifests.plan;

import io.stocktake.manifests.CodedEnum;

/** Whose names POSIX attributes have in the user metadata of objects. */
public enum AttributeStyle implements CodedEnum {
  /** {@code mode}, {@code uid}, {@code gid}, as rclone and s3fs have them. */
  RCLONE("rclone"),
  /** {@code file-permissions}, {@code file-owner} and so on, as AWS DataSync has them. */
  DATASYNC("datasync");

  private final String code;

  AttributeStyle(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }

  /** As it is typed. */
  @Override
  public String toString() {
    return code;
  }
}
