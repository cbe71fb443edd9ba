package io.stocktake.lab.seed;

/**
 * What objects to create: keys {@code <prefix>0000000000} and so on.
 *
 * @param size bytes of each, which are made up as they are read, always alike
 * @param fakeSize the size shown, if not negative, of objects whose bytes cannot be read
 */
public record Seeding(
    String bucket, String prefix, long count, long size, long fakeSize, String storageClass) {
  private static final long MAX_COUNT = 10_000_000_000L;

  /** Checks the values. */
  public Seeding {
    if (count < 0 || count > MAX_COUNT) {
      throw new IllegalArgumentException("count must be from 0 to 10^10, is " + count);
    }
    if (size < 0) {
      throw new IllegalArgumentException("size must not be negative, is " + size);
    }
  }

  /** Empty objects. */
  public Seeding(String bucket, String prefix, long count) {
    this(bucket, prefix, count, 0, -1, "STANDARD");
  }

  /** Objects of another size. */
  public Seeding withSize(long bytes) {
    return new Seeding(bucket, prefix, count, bytes, fakeSize, storageClass);
  }

  /** Objects that show a size and have no bytes. */
  public Seeding withFakeSize(long bytes) {
    return new Seeding(bucket, prefix, count, size, bytes, storageClass);
  }

  /** Objects of another storage class. */
  public Seeding withStorageClass(String name) {
    return new Seeding(bucket, prefix, count, size, fakeSize, name);
  }

  /** The key of an object by its number. */
  public String key(long number) {
    return prefix + "%010d".formatted(number);
  }
}
