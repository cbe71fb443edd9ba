package io.stocktake.executor.files;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.io.Crc64Nvme;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The port to the content of one planned file, open for reading: what is sent as the object's
 * bytes. It was found to be the planned file when it was opened, and is checked again before its
 * bytes count. Ranges may be read by several threads at once.
 */
public interface FileContent extends AutoCloseable {
  /** How much is read at once where only a digest is wanted. */
  int CHUNK = 256 * 1024;

  /** Bytes of the object that it makes. */
  long size();

  /** The ETag that the plan has of these very bytes, if it does. */
  Optional<ETag> planned();

  /**
   * The content of the file itself, where the object's bytes are others; nothing where they are the
   * same.
   *
   * @throws IllegalStateException if not all of it was read
   */
  default Optional<PlainContent> plainContent() {
    return Optional.empty();
  }

  /** Whether its bytes are best read from the first to the last, since each needs those before. */
  default boolean inOrder() {
    return false;
  }

  /**
   * Fills the buffer with the bytes from {@code offset} on, and flips it.
   *
   * @throws FileException if the content ends before
   */
  void read(ByteBuffer buffer, long offset) throws IOException;

  /** What changes whenever the file is written to; empty where nothing tells. */
  String stamp();

  /**
   * Checks that what was read is still the planned file.
   *
   * @throws FileException if it is not
   */
  void checkAgain() throws IOException;

  /** Closes it; a failure to do so does no harm to what was read. */
  @Override
  void close();

  /** The ETag that the content would get in parts of this layout; reads all of it. */
  default ETag etag(PartLayout layout) throws IOException {
    List<ETag> digests = new ArrayList<>();
    for (int number = 1; number <= layout.parts(); number++) {
      MessageDigest md5 = Digests.md5();
      readAll(layout.offset(number), layout.length(number), md5::update);
      digests.add(ETag.ofMd5(md5.digest()));
    }
    checkAgain();
    return PartLayout.etag(digests);
  }

  /** Base64 of the CRC-64/NVME of the content; reads all of it. */
  default String crc64nvme() throws IOException {
    Crc64Nvme crc = new Crc64Nvme();
    readAll(0, size(), crc::update);
    checkAgain();
    return crc.base64();
  }

  private void readAll(long offset, long length, Consumer<ByteBuffer> digest) throws IOException {
    for (long done = 0; done < length; done += CHUNK) {
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(CHUNK, length - done));
      read(buffer, offset + done);
      digest.accept(buffer);
    }
  }
}
