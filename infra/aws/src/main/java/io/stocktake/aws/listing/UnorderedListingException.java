package io.stocktake.aws.listing;

import java.io.IOException;

/**
 * A store does not list keys in the order of their UTF-8 bytes, as Amazon S3 does, so that it
 * cannot be listed by several requests at once. The message is a sentence.
 */
public final class UnorderedListingException extends IOException {
  private static final long serialVersionUID = 1L;

  UnorderedListingException(String message) {
    super(message);
  }
}
