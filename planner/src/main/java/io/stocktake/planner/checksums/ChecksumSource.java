package io.stocktake.planner.checksums;

import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.CompletionReport;
import io.stocktake.manifests.batch.ContentChecksum;
import java.io.IOException;
import java.util.Optional;

/** A source of content checksums of objects. */
@FunctionalInterface
public interface ChecksumSource {
  /** Takes checksums. */
  @FunctionalInterface
  interface ChecksumConsumer {
    void take(ContentChecksum checksum) throws IOException;
  }

  /**
   * Tells all it knows of a bucket's objects.
   *
   * @param bucket the bucket whose objects are compared
   */
  void read(String bucket, ChecksumConsumer sink) throws IOException;

  /** What it is called in messages. */
  default String name() {
    return "a list of checksums";
  }

  /** The same source under a name. */
  default ChecksumSource named(String name) {
    ChecksumSource unnamed = this;
    return new ChecksumSource() {
      @Override
      public void read(String bucket, ChecksumConsumer sink) throws IOException {
        unnamed.read(bucket, sink);
      }

      @Override
      public String name() {
        return name;
      }
    };
  }

  /**
   * The completion report of a checksum job; rows of other buckets do not matter.
   *
   * @return a source that fails if the report is damaged, or tells no MD5 of the bucket's objects
   */
  static ChecksumSource of(CompletionReport report) {
    return (bucket, sink) -> {
      long[] told = {0};
      report.rows(
          row -> {
            Optional<ContentChecksum> checksum = ContentChecksum.of(row);
            if (checksum.isPresent() && checksum.get().bucket().equals(bucket)) {
              sink.take(checksum.get());
              told[0]++;
            }
          });
      if (told[0] == 0) {
        throw StocktakeException.usage(
            FailureCode.REPORT_WITHOUT_CHECKSUMS,
            report.describe() + " tells no MD5 of an object in " + bucket);
      }
    };
  }
}
