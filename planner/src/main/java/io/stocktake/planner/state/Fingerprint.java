package io.stocktake.planner.state;

import io.stocktake.manifests.ETag;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.zip.CRC32C;

/**
 * One remembered file in seven words: 64 bits each of hashes of its directory and its path, 128
 * bits of a hash of its size, times and identity, and the ETag that its content has. The last word
 * holds the part count, a flag, and a checksum of all else.
 *
 * @param directory hash of its directory; keeps the files of one directory together
 * @param name hash of its path
 * @param stateHigh first half of the hash of what it was like
 * @param stateLow second half
 * @param etagHigh first half of the ETag's digest
 * @param etagLow second half
 * @param parts the ETag's part count; 0 for a plain MD5
 * @param suspect whether it was found to have another content since, though it was like before
 */
record Fingerprint(
    long directory,
    long name,
    long stateHigh,
    long stateLow,
    long etagHigh,
    long etagLow,
    int parts,
    boolean suspect) {
  static final int BYTES = 7 * Long.BYTES;

  static final Comparator<Fingerprint> ORDER =
      (a, b) -> compare(a.directory, a.name, b.directory, b.name);

  private static final int MAX_PARTS = 10_000;
  private static final int SUSPECT = 1 << 16;
  private static final int CHECKED = BYTES - Integer.BYTES;

  static int compare(long directoryA, long nameA, long directoryB, long nameB) {
    int order = Long.compareUnsigned(directoryA, directoryB);
    return order != 0 ? order : Long.compareUnsigned(nameA, nameB);
  }

  /** Reads a record of {@link #BYTES}; its place is kept even if it is {@link #isDamaged}. */
  static Fingerprint read(ByteBuffer in) {
    return new Fingerprint(
        in.getLong(0),
        in.getLong(8),
        in.getLong(16),
        in.getLong(24),
        in.getLong(32),
        in.getLong(40),
        in.getInt(48) & (SUSPECT - 1),
        (in.getInt(48) & SUSPECT) != 0);
  }

  /** Whether a record is not what was written. */
  static boolean isDamaged(ByteBuffer in) {
    return in.getInt(CHECKED) != checksum(in)
        || (in.getInt(48) & (SUSPECT - 1)) > MAX_PARTS
        || in.getInt(48) >>> 17 != 0;
  }

  /** The record. */
  byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    out.putLong(directory)
        .putLong(name)
        .putLong(stateHigh)
        .putLong(stateLow)
        .putLong(etagHigh)
        .putLong(etagLow)
        .putInt(parts | (suspect ? SUSPECT : 0));
    return out.putInt(checksum(out)).array();
  }

  private static int checksum(ByteBuffer record) {
    CRC32C crc = new CRC32C();
    crc.update(record.duplicate().clear().limit(CHECKED));
    return (int) crc.getValue();
  }

  ETag etag() {
    return ETag.ofDigest(etagHigh, etagLow, parts);
  }
}
