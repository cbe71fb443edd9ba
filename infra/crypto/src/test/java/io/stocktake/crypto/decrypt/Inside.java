package io.stocktake.crypto.decrypt;

import io.stocktake.crypto.keys.Recipients;
import io.stocktake.crypto.packet.Tags;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.zip.DeflaterOutputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.bcpg.AEADAlgorithmTags;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyKeyEncryptionMethodGenerator;

/** Messages with anything inside, which nobody but an attacker would make. */
final class Inside {
  private static final int ZLIB = 2;

  private Inside() {}

  /** A packet. */
  static byte[] packet(int tag, byte[] body) {
    return ByteBuffer.allocate(6 + body.length)
        .put((byte) (0xC0 | tag))
        .put((byte) 0xFF)
        .putInt(body.length)
        .put(body)
        .array();
  }

  /** The body of a literal packet. */
  static byte[] literal(byte[] content) {
    return TamperingTest.joined(new byte[] {'b', 0, 0, 0, 0, 0}, content);
  }

  /** A packet of compressed packets. */
  static byte[] compressed(byte[] packets) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(ZLIB);
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(body)) {
      deflater.write(packets);
    }
    return packet(Tags.COMPRESSED, body.toByteArray());
  }

  /** A message with these packets inside, whose modification detection code is right. */
  static byte[] encrypted(byte[] packets, Recipients recipients) throws IOException {
    try {
      SecureRandom random = new SecureRandom();
      byte[] key = new byte[32];
      random.nextBytes(key);
      byte[] text = TamperingTest.joined(new byte[18], packets);
      text = TamperingTest.joined(text, new byte[] {(byte) 0xD3, 0x14});
      text = TamperingTest.joined(text, MessageDigest.getInstance("SHA-1").digest(text));
      Cipher feedback = Cipher.getInstance("AES/CFB/NoPadding");
      feedback.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
      byte[] body = TamperingTest.joined(new byte[] {1}, feedback.doFinal(text));
      return TamperingTest.joined(
          recipients.wrap(key, random), packet(Tags.ENCRYPTED_PROTECTED, body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A message in authenticated chunks of 1 KiB, as GnuPG 2.3 writes them, made elsewhere. */
  static byte[] inChunks(byte[] packets, PGPPublicKey key) throws IOException {
    try {
      PGPEncryptedDataGenerator generator =
          new PGPEncryptedDataGenerator(
              new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256)
                  .setWithAEAD(AEADAlgorithmTags.OCB, 10)
                  .setUseV5AEAD());
      generator.addMethod(new BcPublicKeyKeyEncryptionMethodGenerator(key));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (OutputStream message = generator.open(out, packets.length)) {
        message.write(packets);
      }
      return out.toByteArray();
    } catch (PGPException e) {
      throw new IllegalStateException(e);
    }
  }
}
