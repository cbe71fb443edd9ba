package io.stocktake.planner.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.PrivateFiles;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Fingerprints in their order, in a file of 4 KiB that says what it is, and 56 bytes for each. Read
 * through the page cache: lookups are directory by directory, and so is the file.
 */
final class FingerprintFile {
  /** Rows to step by from a guess, about as far as it is wrong in a directory of 1000 files. */
  private static final long NEAR = 16;

  private static final long MAGIC = 0x53544f434b544b32L; // STOCKTK2
  private static final long MAGIC_SHARED = 0x53544f434b544b53L; // STOCKTKS
  private static final int HEADER = 4096;
  private static final int ROWS_PER_MAP = 16 << 20;
  private static final int MAX_ROOT = HEADER - 64;

  private final Header header;
  private final MappedByteBuffer[] maps;

  /** A half-open interval of rows. */
  record Range(long from, long to) {}

  /**
   * What a file says of itself.
   *
   * @param rows fingerprints in it
   * @param k0 first half of the key of all hashes
   * @param k1 second half
   * @param shared whether machines share it, which number their file systems as they like
   * @param root the directory whose files it remembers
   */
  record Header(long rows, long k0, long k1, boolean shared, String root) {
    Header {
      if (root.getBytes(UTF_8).length > MAX_ROOT) {
        throw new IllegalArgumentException("the path of the source is too long for a state");
      }
    }
  }

  private FingerprintFile(Header header, MappedByteBuffer[] maps) {
    this.header = header;
    this.maps = maps;
  }

  /** Opens a file, if it is there. */
  static Optional<FingerprintFile> open(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Header header = header(file, channel);
      int count = (int) ((header.rows + ROWS_PER_MAP - 1) / ROWS_PER_MAP);
      MappedByteBuffer[] maps = new MappedByteBuffer[count];
      for (int i = 0; i < count; i++) {
        long first = (long) i * ROWS_PER_MAP;
        long rows = Math.min(ROWS_PER_MAP, header.rows - first);
        maps[i] =
            channel.map(
                MapMode.READ_ONLY, HEADER + first * Fingerprint.BYTES, rows * Fingerprint.BYTES);
      }
      return Optional.of(new FingerprintFile(header, maps));
    }
  }

  private static Header header(Path file, FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // read on
    }
    bytes.flip();
    long magic = bytes.remaining() < HEADER ? 0 : bytes.getLong();
    if (magic != MAGIC && magic != MAGIC_SHARED) {
      throw damaged(file);
    }
    long rows = bytes.getLong();
    long k0 = bytes.getLong();
    long k1 = bytes.getLong();
    int length = bytes.getInt();
    if (rows < 0
        || rows > channel.size()
        || length < 0
        || length > bytes.remaining()
        || channel.size() != HEADER + rows * Fingerprint.BYTES) {
      throw damaged(file);
    }
    byte[] root = new byte[length];
    bytes.get(root);
    return new Header(rows, k0, k1, magic == MAGIC_SHARED, new String(root, UTF_8));
  }

  private static StocktakeException damaged(Path file) {
    return StocktakeException.environment(
        file + " is damaged; remove it, and the files it remembers are read again");
  }

  Header header() {
    return header;
  }

  long rows() {
    return header.rows;
  }

  /** A row; nothing if it is damaged. */
  Optional<Fingerprint> row(long row) {
    MappedByteBuffer map = maps[(int) (row / ROWS_PER_MAP)];
    int at = (int) (row % ROWS_PER_MAP) * Fingerprint.BYTES;
    ByteBuffer record = map.slice(at, Fingerprint.BYTES);
    return Fingerprint.isDamaged(record) ? Optional.empty() : Optional.of(Fingerprint.read(record));
  }

  /** The rows of one directory. */
  Range directory(long hash) {
    return new Range(
        lowerBound(hash, 0, 0, rows()), hash == -1 ? rows() : lowerBound(hash + 1, 0, 0, rows()));
  }

  /** The row of a path among those of its directory, or a negative number. */
  long find(Range directory, long hash, long name) {
    long low = directory.from;
    long high = directory.to;
    // Hashes are spread evenly, so a name's tells about where it is.
    long guess = low + Math.multiplyHigh(name >>> 1, (high - low) << 1);
    for (long step = NEAR; low < high && high - low > step; step *= 2) {
      long probe = Math.max(low, Math.min(high - 1, guess));
      if (isBefore(probe, hash, name)) {
        low = probe + 1;
        guess = probe + step;
      } else {
        high = probe;
        guess = probe - step;
      }
    }
    long row = lowerBound(hash, name, low, high);
    return row < directory.to && word(row, 0) == hash && word(row, 1) == name ? row : -1;
  }

  /** The row next to one, of the same directory, that has this name; or a negative number. */
  long beside(long row, long name) {
    long other = Long.compareUnsigned(name, word(row, 1)) < 0 ? row - 1 : row + 1;
    boolean there = other >= 0 && other < rows();
    return there && word(other, 1) == name && word(other, 0) == word(row, 0) ? other : -1;
  }

  private boolean isBefore(long row, long directory, long name) {
    return Fingerprint.compare(word(row, 0), word(row, 1), directory, name) < 0;
  }

  private long lowerBound(long directory, long name, long from, long to) {
    long low = from;
    long high = to;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (isBefore(middle, directory, name)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private long word(long row, int word) {
    return maps[(int) (row / ROWS_PER_MAP)].getLong(
        (int) (row % ROWS_PER_MAP) * Fingerprint.BYTES + word * Long.BYTES);
  }

  /** Writes a file that takes another's place when it is whole. */
  static final class Writer implements Closeable {
    private final Path target;
    private final Path file;
    private final Header header;
    private final OutputStream out;
    private long rows;

    Writer(Path target, Header header) throws IOException {
      this.target = target;
      this.file = target.resolveSibling(target.getFileName() + ".new");
      this.header = header;
      this.out = new BufferedOutputStream(PrivateFiles.write(file), 1 << 20);
      out.write(new byte[HEADER]);
    }

    void add(Fingerprint fingerprint) throws IOException {
      out.write(fingerprint.bytes());
      rows++;
    }

    /** Puts the file in its place; a crash leaves the old one or the new one. */
    void commit() throws IOException {
      out.close();
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        byte[] root = header.root.getBytes(UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(HEADER);
        bytes
            .putLong(header.shared ? MAGIC_SHARED : MAGIC)
            .putLong(rows)
            .putLong(header.k0)
            .putLong(header.k1);
        bytes.putInt(root.length).put(root).clear();
        while (bytes.hasRemaining()) {
          channel.write(bytes, bytes.position());
        }
        channel.force(true);
      }
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
      try {
        out.close();
      } finally {
        Files.deleteIfExists(file);
      }
    }
  }
}
