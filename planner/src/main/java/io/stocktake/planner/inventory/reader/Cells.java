package io.stocktake.planner.inventory.reader;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.inventory.InventoryRow;
import io.stocktake.planner.inventory.ObjectVersion;
import io.stocktake.planner.reconcile.ETagWorth;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The values of one inventory row, independent of the format, and what they mean. */
abstract class Cells {
  /** Storage classes and access tiers from which nothing is read without a restore. */
  private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");

  private static final String EXPRESS = "EXPRESS_ONEZONE";

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** The bits that no ASCII character has. */
  private static final long NOT_ASCII = 0x8080808080808080L;

  /** What a data file is like. */
  record Summary(long rows, boolean tellsEncryption) {}

  /** The key's UTF-8 bytes; null if the row has none. */
  abstract byte[] key() throws StocktakeException;

  /** Bytes; -1 if the row does not say. */
  abstract long size() throws StocktakeException;

  /** Whether the file has the column. */
  abstract boolean has(Column column);

  /** A text that is not empty. */
  abstract Optional<String> text(Column column);

  /** The ETag's ASCII, which most rows have their own; null or empty if the row has none. */
  byte[] etagBytes() {
    return text(Column.E_TAG).map(text -> text.getBytes(UTF_8)).orElse(null);
  }

  abstract boolean flag(Column column, boolean ifAbsent) throws StocktakeException;

  /** A point in time; nothing if the row has none. */
  abstract Optional<Instant> time(Column column) throws StocktakeException;

  /** Whether the row is of a current object: neither of an old version nor of a delete marker. */
  final boolean isCurrent() throws StocktakeException {
    return flag(Column.IS_LATEST, true) && !flag(Column.IS_DELETE_MARKER, false);
  }

  /**
   * The row's version or delete marker.
   *
   * @param name how to call the file in messages
   */
  final ObjectVersion version(String name) throws StocktakeException {
    return new ObjectVersion(
        row(name),
        time(Column.LAST_MODIFIED_DATE),
        flag(Column.IS_LATEST, true),
        flag(Column.IS_DELETE_MARKER, false),
        has(Column.IS_LATEST));
  }

  /**
   * The row's object.
   *
   * @param name how to call the file in messages
   */
  final InventoryRow row(String name) throws StocktakeException {
    byte[] key = key();
    if (key == null) {
      throw StocktakeException.environment(name + " has a row without a key: it is damaged");
    }
    if (key.length > ObjectKey.MAX_BYTES || !isUtf8(key)) {
      throw StocktakeException.environment(
          name
              + " has a key that S3 could not have, because it is too long or not UTF-8: "
              + new String(key, UTF_8));
    }
    return new InventoryRow(
        key,
        size(),
        etag(),
        encryption(),
        text(Column.STORAGE_CLASS).filter(ARCHIVES::contains).isPresent()
            || text(Column.INTELLIGENT_TIERING_ACCESS_TIER)
                .filter(tier -> tier.endsWith("ARCHIVE"))
                .isPresent(),
        text(Column.VERSION_ID));
  }

  /**
   * Where the column is there but says nothing of a row, its object may be encrypted. In a
   * directory bucket no ETag is an MD5, even if it has the form (Amazon S3 User Guide, "Differences
   * for directory buckets").
   */
  private ETagWorth encryption() {
    if (text(Column.STORAGE_CLASS).filter(EXPRESS::equals).isPresent()) {
      return ETagWorth.OPAQUE;
    }
    return has(Column.ENCRYPTION_STATUS)
        ? text(Column.ENCRYPTION_STATUS).map(ETagWorth::ofStatus).orElse(ETagWorth.OPAQUE)
        : ETagWorth.TRANSPARENT;
  }

  private static boolean isUtf8(byte[] bytes) {
    long all = 0;
    int at = 0;
    for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
      all |= (long) LONGS.get(bytes, at);
    }
    for (; at < bytes.length; at++) {
      all |= bytes[at];
    }
    return (all & NOT_ASCII) == 0 || decodes(bytes);
  }

  private static boolean decodes(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private Optional<ETag> etag() {
    byte[] ascii = etagBytes();
    try {
      return ascii == null ? Optional.empty() : Optional.of(ETag.parse(ascii));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
