package io.stocktake.crypto.decrypt;

import io.stocktake.crypto.packet.Tags;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyDataDecryptorFactory;

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
    if (data.tag() == Tags.ENCRYPTED_AEAD) {
      throw DecryptionException.unsupported("encryption by chunk");
    }
    int version = data.body().read();
    if (version < 0) {
      throw DecryptionException.truncated();
    }
    if (version != VERSION) {
      throw DecryptionException.unsupported("protected data of version " + version);
    }
    DetectingInput text =
        new DetectingInput(decrypted(data.body(), sessionKey), blockSize(sessionKey[0]));
    try {
      LiteralContent.copy(text, streams.target());
    } catch (IOException | RuntimeException e) {
      // What cannot be read is altered, or was made so; the end of the message tells which.
      streams.rethrow();
      text.finish();
      throw e instanceof DecryptionException told
          ? told
          : DecryptionException.notOneFile("its compressed bytes are damaged");
    }
    text.finish();
  }

  private InputStream decrypted(InputStream body, byte[] sessionKey) throws IOException {
    byte[] key = Arrays.copyOfRange(sessionKey, 1, sessionKey.length);
    boolean aes =
        sessionKey[0] >= SymmetricKeyAlgorithmTags.AES_128
            && sessionKey[0] <= SymmetricKeyAlgorithmTags.AES_256;
    try {
      return aes
          ? new FeedbackInput(body, key)
          : new BcPublicKeyDataDecryptorFactory(keys.get(0))
              .createDataDecryptor(true, sessionKey[0], key)
              .getInputStream(body);
    } catch (PGPException | RuntimeException e) {
      throw DecryptionException.unsupported("cipher number " + sessionKey[0]);
    }
  }

  /** RFC 4880, section 9.2: the older ciphers have blocks of 8 bytes. */
  private static int blockSize(int cipher) {
    return cipher < SymmetricKeyAlgorithmTags.AES_128 ? 8 : 16;
  }
}
