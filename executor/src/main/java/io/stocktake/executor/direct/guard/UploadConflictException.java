package io.stocktake.executor.direct.guard;

import java.io.IOException;

/**
 * The store will never make an object of a multipart upload, though the key is as planned: the key
 * changed while the upload was under way (409 ConditionalRequestConflict to
 * CompleteMultipartUpload). S3 wants a new upload.
 */
public final class UploadConflictException extends IOException {
  private static final long serialVersionUID = 1L;

  public UploadConflictException(String message) {
    super(message);
  }
}
