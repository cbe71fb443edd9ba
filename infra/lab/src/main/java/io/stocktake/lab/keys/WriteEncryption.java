package io.stocktake.lab.keys;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.model.Encryption;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Store;
import java.util.Optional;

/** How an object is encrypted that a request writes: as it asks, or else as its bucket says. */
public final class WriteEncryption {
  /** The header that asks for a way of encryption. */
  public static final String ALGORITHM = "x-amz-server-side-encryption";

  private static final String KEY = ALGORITHM + "-aws-kms-key-id";
  private static final String BUCKET_KEY = ALGORITHM + "-bucket-key-enabled";

  private WriteEncryption() {}

  /**
   * The encryption of a PutObject, CopyObject or CreateMultipartUpload.
   *
   * @throws S3Exception InvalidArgument; KMS.NotFoundException; AccessDenied for SSE-C where the
   *     bucket blocks it
   */
  public static Encryption of(Request request, Store store, Bucket bucket) {
    DefaultEncryption standard = BucketEncryption.of(bucket);
    Optional<String> algorithm = request.header(ALGORITHM);
    Optional<String> customer = CustomerKey.of(request);
    if (customer.isPresent()) {
      return byCustomer(customer.get(), algorithm, standard);
    }
    if (algorithm.isEmpty() && request.header(KEY).isEmpty()) {
      return resolved(standard.encryption(), store.region());
    }
    return byService(request, algorithm.orElse(""), standard, store.region());
  }

  /**
   * The encryption of a copy that a job makes.
   *
   * @param asked what the job says, the key as it was named; empty for the bucket's default
   * @throws S3Exception KMS.NotFoundException
   */
  public static Encryption of(Optional<Encryption> asked, Store store, Bucket bucket) {
    return resolved(
        asked.orElseGet(() -> BucketEncryption.of(bucket).encryption()), store.region());
  }

  private static Encryption byCustomer(
      String md5, Optional<String> algorithm, DefaultEncryption standard) {
    if (algorithm.isPresent()) {
      throw new S3Exception(
          S3Error.INVALID_ARGUMENT,
          "Server Side Encryption with Customer provided key is incompatible with the encryption"
              + " method specified");
    }
    if (standard.blocked().contains(Encryption.CUSTOMER)) {
      throw new S3Exception(S3Error.ACCESS_DENIED);
    }
    return Encryption.withCustomerKey(md5);
  }

  private static Encryption byService(
      Request request, String algorithm, DefaultEncryption standard, String region) {
    String key = request.header(KEY).orElse("");
    boolean plain = algorithm.equals(Encryption.SSE_S3.algorithm());
    if (!key.isEmpty() && (plain || algorithm.isEmpty())) {
      throw new S3Exception(
              S3Error.INVALID_ARGUMENT,
              "Server Side Encryption with AWS KMS managed key requires HTTP header"
                  + " x-amz-server-side-encryption : aws:kms")
          .with("ArgumentName", ALGORITHM)
          .with("ArgumentValue", algorithm);
    }
    if (!Encryption.BY_SERVICE.contains(algorithm)) {
      throw S3Exception.invalidArgument(ALGORITHM, algorithm);
    }
    boolean bucketKey =
        request
            .header(BUCKET_KEY)
            .map(Boolean::parseBoolean)
            .orElse(standard.encryption().bucketKey());
    return resolved(new Encryption(algorithm, key, bucketKey), region);
  }

  /**
   * With the key's ARN, for a key named in any form; only keys of KMS have one, or a bucket key.
   */
  private static Encryption resolved(Encryption encryption, String region) {
    return encryption.algorithm().equals(Encryption.SSE_S3.algorithm())
        ? Encryption.SSE_S3
        : new Encryption(
            encryption.algorithm(),
            KmsKeys.arn(encryption.keyId(), region),
            encryption.bucketKey());
  }

  /**
   * Refuses what only a write can ask for.
   *
   * @throws S3Exception InvalidArgument
   */
  public static void refuseOnRead(Request request) {
    if (request.header(ALGORITHM).isPresent()) {
      throw new S3Exception(
              S3Error.INVALID_ARGUMENT, ALGORITHM + " header is not supported for this operation.")
          .with("ArgumentName", ALGORITHM)
          .with("ArgumentValue", request.header(ALGORITHM).get());
    }
  }
}
