package io.stocktake.manifests.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Extended attributes as one value: for each, sorted by name, the length of the name (2 bytes,
 * big-endian) and the name in UTF-8, the length of the value (4 bytes) and the value.
 */
final class XattrCodec {
  private XattrCodec() {}

  static byte[] write(Map<String, Bytes> xattrs) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (Map.Entry<String, Bytes> xattr : xattrs.entrySet()) {
        byte[] name = xattr.getKey().getBytes(UTF_8);
        out.writeShort(name.length);
        out.write(name);
        out.writeInt(xattr.getValue().length());
        out.write(xattr.getValue().toArray());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if it ends too early
   */
  static Map<String, Bytes> read(byte[] value) throws IOException {
    Map<String, Bytes> xattrs = new TreeMap<>();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(value));
    while (in.available() > 0) {
      String name = new String(exactly(in, in.readUnsignedShort()), UTF_8);
      xattrs.put(name, Bytes.of(exactly(in, in.readInt())));
    }
    return xattrs;
  }

  private static byte[] exactly(DataInputStream in, int length) throws IOException {
    if (length < 0 || length > in.available()) {
      throw new IOException("extended attributes end too early");
    }
    return in.readNBytes(length);
  }
}
