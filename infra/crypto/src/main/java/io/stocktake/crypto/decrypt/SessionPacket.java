package io.stocktake.crypto.decrypt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.bcpg.BCPGInputStream;
import org.bouncycastle.bcpg.PublicKeyEncSessionPacket;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyDataDecryptorFactory;

/** A session key encrypted to one public key: PKESK, version 3 (RFC 4880, section 5.1). */
final class SessionPacket {
  private static final int VERSION = 3;
  private static final int HEADER = 10;
  private static final int MOST = 1 << 14;
  private static final int CHECKSUM = 2;

  private final byte[] body;

  private SessionPacket(byte[] body) {
    this.body = body;
  }

  /** Reads one; none if it is of a version that is not known, which others may stand beside. */
  static Optional<SessionPacket> read(InputStream in) throws IOException {
    byte[] body = in.readNBytes(MOST + 1);
    return body.length < HEADER || body.length > MOST || body[0] != VERSION
        ? Optional.empty()
        : Optional.of(new SessionPacket(body));
  }

  /** The key's id; 0 where the recipient is hidden. */
  long keyId() {
    return ByteBuffer.wrap(body).getLong(1);
  }

  /** The key's id as 16 hex digits in upper case. */
  String keyIdText() {
    return HexFormat.of().withUpperCase().toHexDigits(keyId());
  }

  /** The session key, if it is for this key: number of the cipher, then the key. */
  Optional<byte[]> open(PGPKeyPair key) {
    try {
      PublicKeyEncSessionPacket packet = parsed();
      if (packet.getAlgorithm() != key.getPublicKey().getAlgorithm()) {
        return Optional.empty();
      }
      byte[] data =
          new BcPublicKeyDataDecryptorFactory(key)
              .recoverSessionData(
                  packet.getAlgorithm(), packet.getEncSessionKey(), packet.getVersion());
      return checked(data);
    } catch (PGPException | IOException | RuntimeException e) {
      // Bouncy Castle tells of a wrong key, and of altered bytes, by any of them.
      return Optional.empty();
    }
  }

  private PublicKeyEncSessionPacket parsed() throws IOException {
    byte[] packet =
        ByteBuffer.allocate(body.length + 6)
            .put((byte) 0xC1)
            .put((byte) 0xFF)
            .putInt(body.length)
            .put(body)
            .array();
    return (PublicKeyEncSessionPacket)
        new BCPGInputStream(new ByteArrayInputStream(packet)).readPacket();
  }

  private static Optional<byte[]> checked(byte[] data) {
    int end = data.length - CHECKSUM;
    int sum = 0;
    for (int at = 1; at < end; at++) {
      sum += data[at] & 0xFF;
    }
    boolean right = end > 1 && (sum & 0xFFFF) == ((data[end] & 0xFF) << 8 | (data[end + 1] & 0xFF));
    return right ? Optional.of(Arrays.copyOf(data, end)) : Optional.empty();
  }
}
