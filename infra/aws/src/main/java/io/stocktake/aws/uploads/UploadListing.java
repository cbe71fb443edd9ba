package io.stocktake.aws.uploads;

import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.S3Location;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;

/** Lists the incomplete multipart uploads below a prefix, of any client. */
public final class UploadListing {
  /** Where the uploads go. */
  public interface UploadConsumer {
    /** Takes the next one, by key, then by age. */
    void accept(OpenUpload upload) throws IOException;
  }

  private final S3AsyncClient client;
  private final S3Location location;
  private final PartPages parts;
  private final Function<Throwable, IOException> explain;
  private final Predicate<Throwable> untold;

  /**
   * A listing that has not begun.
   *
   * @param explain puts failures into words
   * @param untold whether a failure to list parts says that the store never does
   */
  public UploadListing(
      S3AsyncClient client,
      S3Location location,
      PartPages parts,
      Function<Throwable, IOException> explain,
      Predicate<Throwable> untold) {
    this.untold = untold;
    this.client = client;
    this.location = location;
    this.parts = parts;
    this.explain = explain;
  }

  /** Lists the uploads that began before a time; one that ends meanwhile may be missing. */
  public void run(Instant before, UploadConsumer sink) throws IOException {
    ListMultipartUploadsResponse page;
    String key = null;
    String id = null;
    do {
      page = page(key, id);
      for (MultipartUpload upload : page.uploads()) {
        if (upload.initiated().isBefore(before)) {
          tell(upload, sink);
        }
      }
      key = page.nextKeyMarker();
      id = page.nextUploadIdMarker();
    } while (Boolean.TRUE.equals(page.isTruncated()));
  }

  /** Aborts an upload and frees its parts; one that has ended is left alone. */
  public void abort(OpenUpload upload) throws IOException {
    await(
        client
            .abortMultipartUpload(
                b -> b.bucket(location.bucket()).key(upload.key().value()).uploadId(upload.id()))
            .handle((done, failure) -> failure)
            .thenCompose(UploadListing::unlessEnded));
  }

  private static CompletableFuture<Void> unlessEnded(Throwable failure) {
    return failure == null || isEnded(failure)
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(failure);
  }

  private static boolean isEnded(Throwable failure) {
    return failure instanceof NoSuchUploadException
        || failure.getCause() instanceof NoSuchUploadException;
  }

  private ListMultipartUploadsResponse page(String key, String id) throws IOException {
    return await(
        client.listMultipartUploads(
            b ->
                b.bucket(location.bucket())
                    .prefix(location.prefix())
                    .encodingType(EncodingType.URL)
                    .keyMarker(key)
                    .uploadIdMarker(id)));
  }

  private void tell(MultipartUpload upload, UploadConsumer sink) throws IOException {
    ObjectKey key = new ObjectKey(upload.key());
    AtomicInteger count = new AtomicInteger();
    AtomicLong bytes = new AtomicLong();
    Optional<Throwable> failure =
        await(
            parts
                .tell(
                    key,
                    upload.uploadId(),
                    part -> {
                      count.incrementAndGet();
                      bytes.addAndGet(part.size());
                    })
                .handle((told, why) -> Optional.ofNullable(why)));
    if (failure.isPresent() && isEnded(failure.get())) {
      return;
    }
    if (failure.isPresent() && !untold.test(failure.get())) {
      throw explain.apply(failure.get());
    }
    Optional<OpenUpload.Held> held =
        failure.isPresent()
            ? Optional.empty()
            : Optional.of(new OpenUpload.Held(count.get(), bytes.get()));
    sink.accept(new OpenUpload(key, upload.uploadId(), upload.initiated(), held));
  }

  private <T> T await(CompletableFuture<T> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw explain.apply(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw explain.apply(e);
    }
  }
}
