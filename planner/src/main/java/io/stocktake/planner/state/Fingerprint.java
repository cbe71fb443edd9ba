package io.stocktake.planner.state;

import io.stocktake.manifests.ETag;
import java.nio.ByteBuffer;
import java.util.Comparator;

/**
 * One remembered file in seven words: 64 bits each of hashes of its directory and its path, 128
 * bits of a hash of its size, times and identity, and the ETag that its content has.
 *
 * @param directory hash of its directory, by which the files of one lie together
 * @param name hash of its path
 * @param stateHigh first half of the hash of what it was like
 * @param stateLow second half
 * @param etagHigh first half of the ETag's digest
 * @param etagLow second half
 * @param parts the ETag's part count; 0 for a plain MD5
 */
record Fingerprint(
    long directory,
    long name,
    long stateHigh,
    long stateLow,
    long etagHigh,
    long etagLow,
    long parts) {
  static final int BYTES = 7 * Long.BYTES;

  static final Comparator<Fingerprint> ORDER =
      (a, b) -> compare(a.directory, a.name, b.directory, b.name);

  static int compare(long directoryA, long nameA, long directoryB, long nameB) {
    int order = Long.compareUnsigned(directoryA, directoryB);
    return order != 0 ? order : Long.compareUnsigned(nameA, nameB);
  }

  static Fingerprint read(ByteBuffer in) {
    return new Fingerprint(
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong());
  }

  void write(ByteBuffer out) {
    out.putLong(directory)
        .putLong(name)
        .putLong(stateHigh)
        .putLong(stateLow)
        .putLong(etagHigh)
        .putLong(etagLow)
        .putLong(parts);
  }

  ETag etag() {
    byte[] digest = ByteBuffer.allocate(16).putLong(etagHigh).putLong(etagLow).array();
    return parts == 0 ? ETag.ofMd5(digest) : ETag.ofParts(digest, (int) parts);
  }
}
