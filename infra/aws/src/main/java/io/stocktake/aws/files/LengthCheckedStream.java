package io.stocktake.aws.files;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** A stream that checks its length: an end before the announced length is an error. */
public final class LengthCheckedStream extends FilterInputStream {
  private final ResponseInputStream<GetObjectResponse> body;
  private final String name;
  private final long length;
  private long read;

  public LengthCheckedStream(ResponseInputStream<GetObjectResponse> body, String name) {
    super(body);
    this.body = body;
    this.name = name;
    this.length = body.response().contentLength();
  }

  @Override
  public int read() throws IOException {
    int value = guarded(() -> body.read());
    return value < 0 ? end() : counted(1, value);
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    int n = guarded(() -> body.read(bytes, offset, count));
    return n < 0 ? end() : counted(n, n);
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = 0;
    while (skipped < count && read() >= 0) {
      skipped++;
    }
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** What is left unread is not fetched. */
  @Override
  public void close() throws IOException {
    if (read < length) {
      body.abort();
    }
    body.close();
  }

  @FunctionalInterface
  private interface Reading {
    int read() throws IOException;
  }

  private int guarded(Reading reading) throws IOException {
    try {
      return reading.read();
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "reading " + name + " broke off after " + read + " of " + length + " bytes", e);
    }
  }

  private int counted(int n, int result) {
    read += n;
    return result;
  }

  private int end() throws IOException {
    if (read < length) {
      throw new EOFException(name + " ended after " + read + " of " + length + " bytes");
    }
    return -1;
  }
}
