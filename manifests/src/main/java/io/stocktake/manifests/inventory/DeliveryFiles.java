package io.stocktake.manifests.inventory;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The files of inventory deliveries, in a bucket or on disk; names are keys of the delivery bucket.
 */
public interface DeliveryFiles {
  /** Names one level below a prefix that is empty or ends in '/': folders end in '/'. */
  List<String> list(String prefix) throws IOException;

  /**
   * Opens one file for reading from its start.
   *
   * @throws java.io.FileNotFoundException if there is none
   */
  InputStream open(String key) throws IOException;

  /** The file as a user would name it, {@code s3://bucket/key} or a path. */
  String describe(String key);
}
