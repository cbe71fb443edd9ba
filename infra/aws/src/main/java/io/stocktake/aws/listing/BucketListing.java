package io.stocktake.aws.listing;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Lists all objects below a prefix. The keys are cut into ranges, first at folders; a range that
 * turns out long is cut again whenever a thread has nothing to do. A cut is a point in the order of
 * keys, so that any key belongs to exactly one range. Memory is one page for each thread.
 */
public final class BucketListing {
  private static final int PAGES_BEFORE_SPLIT = 1;
  private static final int FOLDER_PAGES = 4;

  /** Takes objects, from several threads at once, in no order. */
  @FunctionalInterface
  public interface ObjectConsumer {
    /** Takes one object. */
    void accept(ListedObject object) throws IOException;
  }

  private final S3AsyncClient client;
  private final S3Location location;
  private final int threads;
  private final Function<Throwable, StocktakeException> explain;
  private final AwsRequestOverrideConfiguration limits;

  /**
   * A listing of one location.
   *
   * @param threads requests at once
   * @param explain makes a sentence of a failed request
   * @param limits of each request
   */
  public BucketListing(
      S3AsyncClient client,
      S3Location location,
      int threads,
      Function<Throwable, StocktakeException> explain,
      AwsRequestOverrideConfiguration limits) {
    this.limits = limits;
    this.client = client;
    this.location = location;
    this.threads = threads;
    this.explain = explain;
  }

  /**
   * Lists everything, or fails: a listing that ends without an exception is complete.
   *
   * @throws UnorderedListingException if the store's order is not S3's: {@link #runInSequence} can
   *     list it
   * @throws StocktakeException if a page cannot be read
   */
  public void run(ObjectConsumer sink) throws IOException {
    KeyRangeQueue ranges = new KeyRangeQueue(folders());
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread worker = new Thread(() -> work(ranges, sink), "stocktake-list-" + i);
      worker.setDaemon(true);
      worker.start();
      workers.add(worker);
    }
    join(workers, ranges);
    if (ranges.failure().isPresent()) {
      Throwable failure = ranges.failure().get();
      throw failure instanceof IOException known ? known : explain.apply(failure);
    }
  }

  /**
   * Lists everything in the store's own order, by one request after the other.
   *
   * @throws StocktakeException if a page cannot be read, or the store does not get on
   */
  public void runInSequence(ObjectConsumer sink) throws IOException {
    Set<String> pages = new HashSet<>();
    String token = null;
    do {
      String from = token;
      ListObjectsV2Response page =
          answer(client.listObjectsV2(b -> request(b, location.prefix()).continuationToken(from)));
      for (S3Object object : page.contents()) {
        sink.accept(listed(object));
      }
      token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
      if (Boolean.TRUE.equals(page.isTruncated()) && (token == null || !pages.add(token))) {
        throw StocktakeException.environment(
            location + " has more keys but gives no new token to list them by");
      }
    } while (token != null);
  }

  private static void join(List<Thread> workers, KeyRangeQueue ranges) {
    for (Thread worker : workers) {
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          ranges.fail(StocktakeException.environment("the listing was interrupted"));
        }
      }
    }
  }

  private void work(KeyRangeQueue ranges, ObjectConsumer sink) {
    try {
      for (Optional<KeyRange> range = ranges.take(); range.isPresent(); range = ranges.take()) {
        list(range.get(), ranges, sink);
        ranges.done();
      }
    } catch (InterruptedException | IOException | RuntimeException | Error e) {
      ranges.fail(e);
    }
  }

  private void list(KeyRange whole, KeyRangeQueue ranges, ObjectConsumer sink) throws IOException {
    KeyRange range = whole;
    boolean more = true;
    for (int pages = 1; more && ranges.failure().isEmpty(); pages++) {
      ListObjectsV2Response page = page(range.after());
      String last = range.after();
      for (S3Object object : page.contents()) {
        checkOrder(last, object.key());
        last = object.key();
        if (range.endsBefore(last)) {
          return;
        }
        sink.accept(listed(object));
      }
      more = Boolean.TRUE.equals(page.isTruncated());
      checkProgress(more, range.after(), last);
      range = new KeyRange(last, range.upTo());
      if (more && pages >= PAGES_BEFORE_SPLIT && ranges.wanted()) {
        range = split(range, ranges);
      }
    }
  }

  /** Gives the upper part away and keeps the lower. */
  private KeyRange split(KeyRange range, KeyRangeQueue ranges) {
    int fixed = location.prefix().codePointCount(0, location.prefix().length());
    Optional<String> middle = KeyOrder.between(range.after(), range.upTo(), fixed);
    middle.ifPresent(point -> ranges.add(new KeyRange(point, range.upTo())));
    return middle.isEmpty() ? range : new KeyRange(range.after(), middle);
  }

  /** Ranges between the folders at the first level that has several. */
  private List<KeyRange> folders() throws IOException {
    List<String> cuts = new ArrayList<>();
    String parent = location.prefix();
    while (cuts.isEmpty()) {
      boolean objects = children(parent, cuts::add);
      if (cuts.size() != 1 || objects) {
        break;
      }
      parent = cuts.remove(0);
    }
    List<KeyRange> ranges = new ArrayList<>();
    String after = "";
    for (String cut : cuts) {
      ranges.add(new KeyRange(after, Optional.of(cut)));
      after = cut;
    }
    ranges.add(new KeyRange(after, Optional.empty()));
    return ranges;
  }

  /** Names the folders of the first pages below a prefix; says whether there are objects too. */
  private boolean children(String parent, Consumer<String> folder) throws IOException {
    boolean objects = false;
    String token = null;
    int pages = 0;
    do {
      String from = token;
      ListObjectsV2Response page =
          answer(
              client.listObjectsV2(b -> request(b, parent).delimiter("/").continuationToken(from)));
      page.commonPrefixes().stream().map(CommonPrefix::prefix).forEach(folder);
      objects |= !page.contents().isEmpty();
      token = page.nextContinuationToken();
      pages++;
    } while (token != null && pages < FOLDER_PAGES);
    return objects || token != null;
  }

  private ListObjectsV2Response page(String after) throws IOException {
    return answer(
        client.listObjectsV2(
            b -> request(b, location.prefix()).startAfter(after.isEmpty() ? null : after)));
  }

  /** Keys come URL-encoded, since XML cannot carry all of them. */
  private ListObjectsV2Request.Builder request(ListObjectsV2Request.Builder b, String prefix) {
    return b.bucket(location.bucket())
        .prefix(prefix)
        .encodingType(EncodingType.URL)
        .overrideConfiguration(limits);
  }

  private <T> T answer(CompletableFuture<T> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw explain.apply(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StocktakeException.environment("the listing was interrupted", e);
    }
  }

  private static ListedObject listed(S3Object object) {
    return new ListedObject(
        new ObjectKey(object.key()),
        object.size(),
        Optional.ofNullable(object.eTag()).filter(text -> !text.isEmpty()).map(ETag::parse),
        object.lastModified(),
        object.storageClassAsString() == null ? "STANDARD" : object.storageClassAsString());
  }

  private void checkOrder(String before, String key) throws UnorderedListingException {
    if (KeyOrder.compare(before, key) >= 0) {
      throw new UnorderedListingException(
          location
              + " is not listed in the order of UTF-8 bytes: '"
              + key
              + "' came after '"
              + before
              + "'");
    }
  }

  private void checkProgress(boolean more, String before, String last) throws StocktakeException {
    if (more && last.equals(before)) {
      throw StocktakeException.environment(
          location + " has more keys after '" + last + "' but does not list them");
    }
  }
}
