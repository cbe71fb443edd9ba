package io.stocktake.executor.direct.delta;

import io.stocktake.manifests.ETag;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A signature as a file: eight letters, the size, the size of a block, the length of the object's
 * ETag and the ETag, the checksums, the digests, and CRC-32C over all that; numbers big-endian.
 */
final class SignatureFile {
  private static final byte[] MAGIC = "STKSIG01".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_ETAG = 1024;

  private SignatureFile() {}

  /** Writes a file that is there whole or not at all. */
  static void write(Path file, ETag object, Signature signature) throws IOException {
    byte[] etag = object.value().getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(
            MAGIC.length
                + Long.BYTES
                + 3 * Integer.BYTES
                + etag.length
                + signature.blocks() * (Integer.BYTES + Signature.DIGEST));
    bytes.put(MAGIC).putLong(signature.size()).putInt(signature.blockSize());
    bytes.putInt(etag.length).put(etag);
    for (int block = 0; block < signature.blocks(); block++) {
      bytes.putInt(signature.checksum(block));
    }
    bytes.put(signature.digests());
    bytes.putInt(crc(bytes.array(), bytes.position())).flip();
    Files.createDirectories(file.getParent());
    Path draft = Files.createTempFile(file.getParent(), "draft", null);
    try {
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** The signature of an object; nothing if the file is not there, damaged, or of another one. */
  static Optional<Signature> read(Path file, ETag object) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return isWhole(bytes) ? parse(ByteBuffer.wrap(bytes), object) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isWhole(byte[] bytes) {
    int body = bytes.length - Integer.BYTES;
    return body > MAGIC.length
        && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        && ByteBuffer.wrap(bytes).getInt(body) == crc(bytes, body);
  }

  private static Optional<Signature> parse(ByteBuffer bytes, ETag object) {
    bytes.position(MAGIC.length);
    Signature signature = Signature.of(bytes.getLong(), bytes.getInt());
    byte[] etag = new byte[Math.min(MOST_ETAG, bytes.getInt())];
    bytes.get(etag);
    if (!new String(etag, StandardCharsets.UTF_8).equals(object.value())) {
      return Optional.empty();
    }
    int checksums = bytes.position();
    bytes.position(checksums + signature.blocks() * Integer.BYTES);
    byte[] digest = new byte[Signature.DIGEST];
    for (int block = 0; block < signature.blocks(); block++) {
      bytes.get(digest);
      signature.put(block, bytes.getInt(checksums + block * Integer.BYTES), digest);
    }
    return Optional.of(signature);
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
