package io.stocktake.aws.files;

import io.stocktake.aws.errors.S3Errors;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.inventory.DeliveryFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** Inventory deliveries in one bucket. */
public final class S3DeliveryFiles implements DeliveryFiles {
  private final S3AsyncClient client;
  private final String bucket;
  private final S3Errors errors;

  public S3DeliveryFiles(S3AsyncClient client, String bucket, S3Errors errors) {
    this.client = client;
    this.bucket = bucket;
    this.errors = errors;
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    return list(prefix, "/");
  }

  /**
   * Names below a prefix, without it.
   *
   * @param delimiter behind what names are cut off; null to list them all in full
   */
  List<String> list(String prefix, String delimiter) throws IOException {
    List<String> names = new ArrayList<>();
    String token = null;
    do {
      String from = token;
      ListObjectsV2Response page =
          errors.await(
              client.listObjectsV2(
                  b ->
                      b.bucket(bucket)
                          .prefix(prefix)
                          .delimiter(delimiter)
                          .encodingType(EncodingType.URL)
                          .continuationToken(from)));
      page.commonPrefixes().forEach(p -> names.add(p.prefix().substring(prefix.length())));
      page.contents().forEach(o -> names.add(o.key().substring(prefix.length())));
      token = page.nextContinuationToken();
    } while (token != null);
    names.removeIf(String::isEmpty);
    return names;
  }

  @Override
  public InputStream open(String key) throws IOException {
    try {
      ResponseInputStream<GetObjectResponse> body =
          client
              .getObject(
                  b -> b.bucket(bucket).key(key),
                  AsyncResponseTransformer.<GetObjectResponse>toBlockingInputStream())
              .get();
      return new LengthCheckedStream(body, describe(key));
    } catch (ExecutionException e) {
      if (S3Errors.isNotFound(e)) {
        throw notFound(key, e);
      }
      throw errors.forUser(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw errors.forUser(new CompletionException(e));
    }
  }

  @Override
  public String describe(String key) {
    return new S3Location(bucket, key).toString();
  }

  private IOException notFound(String key, Exception cause) {
    FileNotFoundException missing = new FileNotFoundException(describe(key) + " does not exist");
    missing.initCause(cause);
    return missing;
  }
}
