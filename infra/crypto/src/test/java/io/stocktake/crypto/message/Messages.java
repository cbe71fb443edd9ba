package io.stocktake.crypto.message;

import io.stocktake.crypto.keys.Recipients;
import io.stocktake.executor.files.FileContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Whole messages. */
public final class Messages {
  private Messages() {}

  /** A content as a message, read in one go. */
  public static byte[] encrypted(FileContent content, Recipients recipients) throws IOException {
    try (EncryptedContent message = new EncryptedContent(content, recipients, new SecureRandom())) {
      return read(message, 0, (int) message.size());
    }
  }

  /** Some bytes of a content. */
  public static byte[] read(FileContent content, long from, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    content.read(buffer, from);
    return buffer.array();
  }
}
