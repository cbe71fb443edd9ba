package io.stocktake.executor.restore.content;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * An object that is being read.
 *
 * @param description what the store tells of it
 * @param bytes its bytes, or those of a range; an end before their announced number is an
 *     IOException
 */
public record ObjectBody(ObjectDescription description, InputStream bytes) implements Closeable {
  /** Ends the transfer; what is left unread is not fetched. */
  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
