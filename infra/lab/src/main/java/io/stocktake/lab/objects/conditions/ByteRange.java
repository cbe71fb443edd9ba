package io.stocktake.lab.objects.conditions;

import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of bytes.
 *
 * @param last inclusive
 */
public record ByteRange(long first, long last) {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /**
   * The range a Range header asks for; a header that is not one simple range asks for everything.
   *
   * @throws S3Exception InvalidRange if no byte is in it
   */
  public static Optional<ByteRange> parse(String header, long size) {
    Matcher range = RANGE.matcher(header.trim());
    if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (range.group(1).isEmpty()) {
      long suffix = Long.parseLong(range.group(2));
      return Optional.of(
          require(size == 0 || suffix == 0 ? size : Math.max(0, size - suffix), size - 1, size));
    }
    long first = Long.parseLong(range.group(1));
    long last = range.group(2).isEmpty() ? size - 1 : Long.parseLong(range.group(2));
    return last < first && first < size
        ? Optional.empty()
        : Optional.of(require(first, Math.min(last, size - 1), size));
  }

  private static ByteRange require(long first, long last, long size) {
    if (first >= size) {
      throw new S3Exception(S3Error.INVALID_RANGE)
          .with("ActualObjectSize", Long.toString(size))
          .withHeader("Content-Range", "bytes */" + size);
    }
    return new ByteRange(first, last);
  }

  /**
   * The range of an x-amz-copy-source-range header, which must lie in the source whole.
   *
   * @throws S3Exception InvalidArgument
   */
  public static ByteRange ofCopySource(String header, long size) {
    Matcher range = RANGE.matcher(header.trim());
    if (!range.matches() || range.group(1).isEmpty() || range.group(2).isEmpty()) {
      throw S3Exception.invalidArgument("x-amz-copy-source-range", header);
    }
    ByteRange found = new ByteRange(Long.parseLong(range.group(1)), Long.parseLong(range.group(2)));
    if (found.first > found.last || found.last >= size) {
      throw new S3Exception(
              S3Error.INVALID_ARGUMENT,
              "Range specified is not valid for source object of size: " + size)
          .with("ArgumentName", "x-amz-copy-source-range")
          .with("ArgumentValue", header);
    }
    return found;
  }

  /** Bytes in it. */
  public long length() {
    return last - first + 1;
  }
}
