package io.stocktake.crypto.decrypt;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The two streams of a decryption. They remember their own failure, which must not be taken for one
 * of the message.
 */
final class Streams {
  private final Source source;
  private final Target target;
  private IOException failure;

  Streams(InputStream in, OutputStream out) {
    this.source = new Source(in);
    this.target = new Target(out);
  }

  InputStream source() {
    return source;
  }

  OutputStream target() {
    return target;
  }

  /** Throws the failure of either stream, if there was one. */
  void rethrow() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  private IOException failed(IOException e) {
    failure = e;
    return e;
  }

  private final class Source extends FilterInputStream {
    Source(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return in.read();
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      try {
        return in.read(into, offset, length);
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }

  private final class Target extends FilterOutputStream {
    Target(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }
}
