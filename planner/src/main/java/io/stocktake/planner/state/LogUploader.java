package io.stocktake.planner.state;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.io.ConditionalFiles;
import io.stocktake.manifests.io.PrivateFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Uploads a growing log of fingerprints part by part. Parts are numbered, so that of two concurrent
 * writers one is refused.
 */
final class LogUploader {
  private static final String PREFIX = FingerprintCache.LOG + ".";
  private static final Pattern NAME = Pattern.compile(Pattern.quote(PREFIX) + "\\d{9}");
  private static final long LARGEST = (64L << 20) / Fingerprint.BYTES * Fingerprint.BYTES;

  private final ConditionalFiles remote;
  private final Path log;
  private final Map<String, ETag> known = new LinkedHashMap<>();
  private final Set<String> own = new HashSet<>();
  private long last;
  private long sent;

  LogUploader(ConditionalFiles remote, Path log) {
    this.remote = remote;
    this.log = log;
  }

  /** Fetches the parts that are there into the log, in order. */
  void fetch() throws IOException {
    Path part = log.resolveSibling("part.tmp");
    List<String> names = remote.list().stream().filter(NAME.asMatchPredicate()).sorted().toList();
    try (OutputStream out = new BufferedOutputStream(PrivateFiles.write(log))) {
      for (String name : names) {
        Optional<ETag> etag = remote.fetch(name, part);
        if (etag.isPresent()) { // else another machine has just made use of it
          known.put(name, etag.get());
          Files.copy(part, out);
        }
        last = Long.parseLong(name.substring(PREFIX.length()));
      }
    }
    Files.deleteIfExists(part);
  }

  /** Whether there are parts. */
  boolean any() {
    return !known.isEmpty();
  }

  /** Bytes of the log that were not sent. */
  long waiting() throws IOException {
    long bytes = Files.exists(log) ? Files.size(log) : 0;
    return Math.max(0, bytes / Fingerprint.BYTES * Fingerprint.BYTES - sent);
  }

  /** Bytes that were sent. */
  long sent() {
    return sent;
  }

  /** Sends what was not sent yet; false if another machine sends, too. */
  boolean send() throws IOException {
    for (long left = waiting(); left > 0; left = waiting()) {
      long length = Math.min(left, LARGEST);
      String name = PREFIX + String.format("%09d", last + 1);
      Optional<ETag> etag = remote.put(name, log, sent, length, Optional.empty());
      if (etag.isEmpty()) {
        return false;
      }
      known.put(name, etag.get());
      own.add(name);
      last++;
      sent += length;
    }
    return true;
  }

  /** Removes the parts that were fetched, and those that were sent. */
  void delete() throws IOException {
    for (Map.Entry<String, ETag> part : known.entrySet()) {
      remote.delete(part.getKey(), part.getValue());
    }
  }

  /** Removes the parts that were sent. */
  void takeBack() throws IOException {
    known.keySet().retainAll(own);
    delete();
  }
}
