package io.stocktake.lab.auth;

import io.stocktake.lab.digest.Digest;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A body that must have the SHA-256 that was signed; told at its end. */
final class HashedStream extends FilterInputStream {
  private final MessageDigest digest = Digest.message("SHA-256");
  private final String expected;
  private boolean checked;

  HashedStream(InputStream in, String expected) {
    super(in);
    this.expected = expected;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int n = in.read(buffer, offset, length);
    if (n > 0) {
      digest.update(buffer, offset, n);
    } else if (n < 0) {
      check();
    }
    return n;
  }

  private void check() {
    if (checked) {
      return;
    }
    checked = true;
    String computed = HexFormat.of().formatHex(digest.digest());
    if (!computed.equals(expected)) {
      throw new S3Exception(S3Error.CONTENT_SHA256_MISMATCH)
          .with("ClientComputedContentSHA256", expected)
          .with("S3ComputedContentSHA256", computed);
    }
  }
}
