package io.stocktake.lab.ingest;

import io.stocktake.lab.digest.ChecksumAlgorithm;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The additional checksum a request brings or promises in its trailer.
 *
 * @param algorithm empty if it brings none
 * @param value base64, empty if it comes in the trailer
 */
public record ChecksumClaim(Optional<ChecksumAlgorithm> algorithm, Optional<String> value) {
  private static final String START = "x-amz-checksum-";
  private static final Set<String> NO_VALUES =
      Set.of(START + "algorithm", START + "type", START + "mode");

  /**
   * Reads the claim.
   *
   * @throws S3Exception InvalidRequest if there are several, or one that cannot be right;
   *     NotImplemented for an algorithm the lab does not have
   */
  public static ChecksumClaim of(Request request) {
    List<String> headers = headers(request);
    Optional<String> trailer =
        request
            .header("x-amz-trailer")
            .map(name -> name.toLowerCase(Locale.ROOT))
            .filter(name -> name.startsWith(START));
    if (headers.size() + (trailer.isPresent() ? 1 : 0) > 1) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
    }
    if (trailer.isPresent()) {
      return new ChecksumClaim(Optional.of(algorithm(trailer.get())), Optional.empty());
    }
    if (headers.isEmpty()) {
      requireNoneAnnounced(request);
      return new ChecksumClaim(Optional.empty(), Optional.empty());
    }
    ChecksumAlgorithm algorithm = algorithm(headers.get(0));
    String value = request.header(headers.get(0)).orElse("");
    requireWellFormed(algorithm, value);
    return new ChecksumClaim(Optional.of(algorithm), Optional.of(value));
  }

  private static List<String> headers(Request request) {
    return request.headers().keySet().stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .filter(name -> name.startsWith(START) && !NO_VALUES.contains(name))
        .toList();
  }

  private static ChecksumAlgorithm algorithm(String header) {
    return ChecksumAlgorithm.named(header.substring(START.length()))
        .orElseThrow(() -> S3Exception.notImplemented(header));
  }

  private static void requireNoneAnnounced(Request request) {
    if (request.header("x-amz-sdk-checksum-algorithm").isPresent()) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or"
              + " x-amz-trailer headers were found.");
    }
  }

  private static void requireWellFormed(ChecksumAlgorithm algorithm, String value) {
    try {
      if (Base64.getDecoder().decode(value).length == algorithm.bytes()) {
        return;
      }
    } catch (IllegalArgumentException e) {
      throw invalid(algorithm);
    }
    throw invalid(algorithm);
  }

  private static S3Exception invalid(ChecksumAlgorithm algorithm) {
    return new S3Exception(
        S3Error.INVALID_REQUEST, "Value for " + algorithm.header() + " header is invalid.");
  }

  /**
   * Compares with what was computed, once the body has been read.
   *
   * @throws S3Exception BadDigest; InvalidRequest if a promised trailer did not come
   */
  void verify(String computed, Map<String, String> trailers) {
    String header = algorithm.orElseThrow().header();
    String claimed = value.orElse(trailers.getOrDefault(header, ""));
    if (value.isEmpty()) {
      requireWellFormed(algorithm.get(), claimed);
    }
    if (!claimed.equals(computed)) {
      throw new S3Exception(
          S3Error.BAD_DIGEST,
          "The " + algorithm.get() + " you specified did not match the calculated checksum.");
    }
  }
}
