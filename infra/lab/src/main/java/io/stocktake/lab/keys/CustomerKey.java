package io.stocktake.lab.keys;

import io.stocktake.lab.digest.Digest;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.model.Encryption;
import java.util.Base64;
import java.util.Optional;

/**
 * The key that a request brings (SSE-C). All that is kept of it is its MD5, by which it is known
 * again; it stands in no answer and no error.
 */
public final class CustomerKey {
  private static final String START = "x-amz-server-side-encryption-customer-";
  private static final String SOURCE = "x-amz-copy-source-server-side-encryption-customer-";
  private static final String ALGORITHM = "AES256";
  private static final int BYTES = 32;
  private static final String WITH_KEYS =
      "Requests specifying Server Side Encryption with Customer provided keys must provide ";

  private CustomerKey() {}

  /**
   * The MD5 of the key for what is written or read, in base64; empty if there is none.
   *
   * @throws S3Exception InvalidArgument, InvalidEncryptionAlgorithmError
   */
  public static Optional<String> of(Request request) {
    return read(request, START);
  }

  /** As {@link #of}, for what is copied. */
  public static Optional<String> ofCopySource(Request request) {
    return read(request, SOURCE);
  }

  private static Optional<String> read(Request request, String start) {
    Optional<String> algorithm = request.header(start + "algorithm");
    Optional<String> key = request.header(start + "key");
    Optional<String> md5 = request.header(start + "key-MD5");
    if (algorithm.isEmpty() && key.isEmpty() && md5.isEmpty()) {
      return Optional.empty();
    }
    require(algorithm.isPresent(), start, WITH_KEYS + "a valid encryption algorithm.");
    if (!algorithm.get().equals(ALGORITHM)) {
      throw new S3Exception(S3Error.INVALID_ENCRYPTION_ALGORITHM)
          .with("ArgumentName", start + "algorithm")
          .with("ArgumentValue", algorithm.get());
    }
    require(key.isPresent(), start, WITH_KEYS + "an appropriate secret key.");
    byte[] bytes = decode(key.get());
    require(
        bytes.length == BYTES, start, "The secret key was invalid for the specified algorithm.");
    require(md5.isPresent(), start, WITH_KEYS + "the client calculated MD5 of the secret key.");
    require(
        md5.get().equals(md5(bytes)),
        start,
        "The calculated MD5 hash of the key did not match the hash that was provided.");
    return md5;
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static String md5(byte[] key) {
    return Base64.getEncoder().encodeToString(Digest.message("MD5").digest(key));
  }

  private static void require(boolean holds, String start, String message) {
    if (!holds) {
      throw new S3Exception(S3Error.INVALID_ARGUMENT, message)
          .with("ArgumentName", start + "algorithm")
          .with("ArgumentValue", "null");
    }
  }

  /**
   * Lets nobody see an object without the key it is under, or with one where it is under none.
   *
   * @param given the MD5 of the key that the request brings
   * @throws S3Exception InvalidRequest, AccessDenied
   */
  public static void requireOpens(Optional<String> given, Encryption encryption) {
    if (!encryption.customer() && given.isPresent()) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST, "The encryption parameters are not applicable to this object.");
    }
    if (encryption.customer() && given.isEmpty()) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "The object was stored using a form of Server Side Encryption. The correct parameters"
              + " must be provided to retrieve the object.");
    }
    if (encryption.customer() && !given.get().equals(encryption.keyId())) {
      throw new S3Exception(S3Error.ACCESS_DENIED);
    }
  }

  /**
   * Takes a part only with the key that its upload was begun with.
   *
   * @throws S3Exception InvalidRequest
   */
  public static void requireSame(Request request, Encryption upload) {
    Optional<String> given = of(request);
    if (upload.customer() && given.isEmpty()) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "The multipart upload initiate requested encryption. Subsequent part requests must"
              + " include the appropriate encryption parameters.");
    }
    if (!upload.customer() && given.isPresent()) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "The multipart upload initiate did not request encryption. Please resend the request"
              + " without sending encryption parameters.");
    }
    if (upload.customer() && !given.get().equals(upload.keyId())) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "The provided encryption parameters did not match the ones used originally.");
    }
  }
}
