package io.stocktake.manifests.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The POSIX attributes of an entry.
 *
 * @param mode {@code st_mode}, with the bits that say the kind; 0 where nothing is known but the
 *     name, since the entry could not be asked for
 * @param uid user id of the owner
 * @param gid group id
 * @param owner name of the owner; empty where unknown
 * @param group name of the group; empty where unknown
 * @param mtime modification time
 * @param hardLink the same number for all names of one file, in one catalogue; 0 for a file with
 *     one name
 * @param xattrs extended attributes by name, sorted; ACLs are {@code system.posix_acl_access} and
 *     {@code system.posix_acl_default}
 */
public record EntryAttributes(
    int mode,
    long uid,
    long gid,
    String owner,
    String group,
    Instant mtime,
    long hardLink,
    Map<String, Bytes> xattrs) {
  public EntryAttributes {
    xattrs = xattrs.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(xattrs));
  }

  /**
   * The extended attributes as one value: for each, sorted by name, the length of the name (2
   * bytes, big-endian) and the name in UTF-8, the length of the value (4 bytes) and the value.
   */
  byte[] encodedXattrs() {
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
   * Reads what {@link #encodedXattrs} gave.
   *
   * @throws IOException if it ends too early
   */
  static Map<String, Bytes> decodedXattrs(byte[] value) throws IOException {
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
