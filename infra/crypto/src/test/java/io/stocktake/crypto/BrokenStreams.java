package io.stocktake.crypto;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;

/** Streams that fail. */
public final class BrokenStreams {
  private BrokenStreams() {}

  /** Gives some bytes, and then fails with "connection reset". */
  public static InputStream torn(byte[] bytes, int after) {
    InputStream reset =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return read();
          }
        };
    return new SequenceInputStream(new ByteArrayInputStream(bytes, 0, after), reset);
  }

  /** Takes nothing, but fails with "no space left". */
  public static OutputStream full() {
    return new OutputStream() {
      @Override
      public void write(int octet) throws IOException {
        throw new IOException("no space left");
      }
    };
  }
}
