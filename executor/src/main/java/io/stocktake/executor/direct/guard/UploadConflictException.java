package io.stocktake.executor.direct.guard;

import java.io.IOException;

/**
 * CompleteMultipartUpload was refused with 409 ConditionalRequestConflict, though the key is as
 * planned: the key changed while the upload was under way. S3 will never complete this upload; a
 * new one is needed.
 */
public final class UploadConflictException extends IOException {
  private static final long serialVersionUID = 1L;

  public UploadConflictException(String message) {
    super(message);
  }
}
