package io.stocktake.crypto.decrypt;

import io.stocktake.crypto.packet.Tags;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bouncycastle.bcpg.AEADEncDataPacket;
import org.bouncycastle.bcpg.BCPGInputStream;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPSessionKey;
import org.bouncycastle.openpgp.operator.bc.BcSessionKeyDataDecryptorFactory;

/** The decryption of one message. */
final class Decryption {
  private static final int VERSION = 1;

  private final List<PGPKeyPair> keys;
  private final Streams streams;

  Decryption(List<PGPKeyPair> keys, Streams streams) {
    this.keys = keys;
    this.streams = streams;
  }

  void run() throws IOException {
    try {
      Envelope envelope = Envelope.read(streams.source());
      byte[] sessionKey = sessionKey(envelope.recipients());
      try {
        copy(envelope.data(), sessionKey);
      } finally {
        Arrays.fill(sessionKey, (byte) 0);
      }
      envelope.requireEnd();
    } catch (DecryptionException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      streams.rethrow();
      // Broken armor, which Bouncy Castle tells of by both.
      throw new DecryptionException(
          DecryptionException.Reason.ALTERED,
          "the message is damaged (" + e.getMessage() + "); take another copy of it",
          e);
    }
    streams.target().flush();
  }

  private byte[] sessionKey(List<SessionPacket> recipients) throws DecryptionException {
    boolean known = false;
    for (SessionPacket recipient : recipients) {
      for (PGPKeyPair key : keys) {
        if (recipient.keyId() == key.getKeyID() || recipient.keyId() == 0) {
          known |= recipient.keyId() != 0;
          Optional<byte[]> sessionKey = recipient.open(key);
          if (sessionKey.isPresent()) {
            return sessionKey.get();
          }
        }
      }
    }
    if (known) {
      throw DecryptionException.altered();
    }
    String ids =
        recipients.stream().map(SessionPacket::keyIdText).collect(Collectors.joining(", "));
    throw new DecryptionException(
        DecryptionException.Reason.NO_SECRET_KEY,
        recipients.isEmpty()
            ? "the message is encrypted to no public key"
            : "none of the secret keys can open the message; it is encrypted to " + ids);
  }

  private void copy(Packets.Packet data, byte[] sessionKey) throws IOException {
    PGPSessionKey key =
        new PGPSessionKey(sessionKey[0], Arrays.copyOfRange(sessionKey, 1, sessionKey.length));
    InputStream text =
        data.tag() == Tags.ENCRYPTED_AEAD
            ? authenticated(data.body(), key)
            : detecting(data.body(), key);
    try {
      LiteralContent.copy(text, streams.target());
    } catch (IOException | RuntimeException e) {
      // What cannot be read is altered, or was made so; the end of the message tells which.
      streams.rethrow();
      text.transferTo(OutputStream.nullOutputStream());
      throw e instanceof DecryptionException told
          ? told
          : DecryptionException.notOneFile("its compressed bytes are damaged");
    }
    text.transferTo(OutputStream.nullOutputStream());
  }

  private static InputStream detecting(InputStream body, PGPSessionKey key) throws IOException {
    int version = body.read();
    if (version < 0) {
      throw DecryptionException.truncated();
    }
    if (version != VERSION) {
      throw DecryptionException.unsupported("protected data of version " + version);
    }
    return new DetectingInput(decrypted(body, key), blockSize(key.getAlgorithm()));
  }

  private static InputStream decrypted(InputStream body, PGPSessionKey key) throws IOException {
    boolean aes =
        key.getAlgorithm() >= SymmetricKeyAlgorithmTags.AES_128
            && key.getAlgorithm() <= SymmetricKeyAlgorithmTags.AES_256;
    try {
      return aes
          ? new FeedbackInput(body, key.getKey())
          : new BcSessionKeyDataDecryptorFactory(key)
              .createDataDecryptor(true, key.getAlgorithm(), key.getKey())
              .getInputStream(body);
    } catch (PGPException | RuntimeException e) {
      throw DecryptionException.unsupported("cipher number " + key.getAlgorithm());
    }
  }

  /** The data of packet 20, as GnuPG 2.3 writes it: each chunk is proven before it is given. */
  private InputStream authenticated(InputStream body, PGPSessionKey key) throws IOException {
    try {
      AEADEncDataPacket header = new AEADEncDataPacket(new BCPGInputStream(body));
      return new Authenticated(
          new BcSessionKeyDataDecryptorFactory(key)
              .createDataDecryptor(header, key)
              .getInputStream(header.getInputStream()));
    } catch (DecryptionException e) {
      throw e;
    } catch (PGPException | IOException | RuntimeException e) {
      streams.rethrow();
      throw DecryptionException.unsupported("a form of authenticated chunks");
    }
  }

  /** Chunks that Bouncy Castle proves; it tells of altered ones by many exceptions. */
  private final class Authenticated extends FilterInputStream {
    private boolean failed;

    Authenticated(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (failed) {
        throw DecryptionException.altered();
      }
      try {
        return in.read(into, offset, length);
      } catch (IOException | RuntimeException e) {
        failed = true;
        streams.rethrow();
        throw e instanceof DecryptionException told ? told : DecryptionException.altered();
      }
    }
  }

  /** RFC 4880, section 9.2: the older ciphers have blocks of 8 bytes. */
  private static int blockSize(int cipher) {
    return cipher < SymmetricKeyAlgorithmTags.AES_128 ? 8 : 16;
  }
}
