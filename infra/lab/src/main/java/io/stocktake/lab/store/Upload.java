package io.stocktake.lab.store;

import io.stocktake.lab.digest.ChecksumAlgorithm;
import io.stocktake.lab.digest.ChecksumType;
import io.stocktake.lab.model.Attributes;
import io.stocktake.lab.model.ObjectLock;
import io.stocktake.lab.model.Part;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** A multipart upload in progress: what CreateMultipartUpload said, and the parts so far. */
public final class Upload {
  /**
   * What CreateMultipartUpload fixes.
   *
   * @param algorithm empty if the client declared none
   * @param lock what the object will have, besides the bucket's default
   */
  public record Start(
      String key,
      Instant initiated,
      Attributes attributes,
      Map<String, String> tags,
      Optional<ChecksumAlgorithm> algorithm,
      ChecksumType type,
      ObjectLock lock) {
    /** The algorithm stored with parts and object: CRC64NVME where the client named none. */
    public ChecksumAlgorithm storedAlgorithm() {
      return algorithm.orElse(ChecksumAlgorithm.CRC64NVME);
    }
  }

  private final String id;
  private final Start start;
  private final NavigableMap<Integer, Part> parts = new ConcurrentSkipListMap<>();

  Upload(String id, Start start) {
    this.id = id;
    this.start = start;
  }

  /** The upload id. */
  public String id() {
    return id;
  }

  /** What CreateMultipartUpload fixed. */
  public Start start() {
    return start;
  }

  /** The parts by number. */
  public NavigableMap<Integer, Part> parts() {
    return parts;
  }
}
