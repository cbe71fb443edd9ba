package io.stocktake.crypto.decrypt;

import io.stocktake.crypto.packet.MessageLayout;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Decrypted bytes between the random prefix and the modification detection code, which is checked
 * at their end (RFC 4880, section 5.14). The repeated bytes of the prefix are not compared: that
 * would tell an attacker of the plaintext, and the code covers them.
 */
final class DetectingInput extends InputStream {
  private static final int BYTES = 1 << 16;
  private static final byte[] HEADER = {(byte) 0xD3, 0x14};

  private final InputStream in;
  private final MessageDigest sha1 = Digests.sha1();
  private final byte[] buffer = new byte[BYTES + MessageLayout.DETECTION];
  private int at;
  private int end;
  private boolean proven;

  /**
   * Decrypted bytes.
   *
   * @param block bytes of the cipher's block: the prefix has two more
   */
  DetectingInput(InputStream in, int block) throws IOException {
    this.in = in;
    byte[] prefix = in.readNBytes(block + 2);
    sha1.update(prefix);
    end = in.readNBytes(buffer, 0, MessageLayout.DETECTION);
    if (end < MessageLayout.DETECTION) {
      throw DecryptionException.altered();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (end - at == MessageLayout.DETECTION && !fill()) {
      return -1;
    }
    int some = Math.min(length, end - at - MessageLayout.DETECTION);
    System.arraycopy(buffer, at, into, offset, some);
    at += some;
    return some;
  }

  private boolean fill() throws IOException {
    if (proven) {
      return false;
    }
    System.arraycopy(buffer, at, buffer, 0, MessageLayout.DETECTION);
    at = 0;
    int some = in.readNBytes(buffer, MessageLayout.DETECTION, BYTES);
    end = MessageLayout.DETECTION + some;
    if (some == 0) {
      prove();
      return false;
    }
    sha1.update(buffer, 0, some);
    return true;
  }

  private void prove() throws DecryptionException {
    sha1.update(buffer, 0, HEADER.length);
    byte[] code = Arrays.copyOfRange(buffer, HEADER.length, MessageLayout.DETECTION);
    if (!Arrays.equals(buffer, 0, HEADER.length, HEADER, 0, HEADER.length)
        || !MessageDigest.isEqual(code, sha1.digest())) {
      throw DecryptionException.altered();
    }
    proven = true;
  }
}
