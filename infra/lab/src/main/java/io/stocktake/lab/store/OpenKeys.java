package io.stocktake.lab.store;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which uploads in progress have seen their key change since they were started. A conditional
 * CompleteMultipartUpload of such an upload is a conflict, however the key is now. Kept in memory
 * alone: an upload that goes on after a restart has seen no change.
 */
final class OpenKeys {
  private final Map<String, Set<String>> uploads = new HashMap<>();
  private final Set<String> changed = new HashSet<>();

  synchronized void started(String key, String uploadId) {
    uploads.computeIfAbsent(key, k -> new HashSet<>()).add(uploadId);
  }

  synchronized void ended(String key, String uploadId) {
    changed.remove(uploadId);
    Set<String> open = uploads.getOrDefault(key, new HashSet<>());
    open.remove(uploadId);
    if (open.isEmpty()) {
      uploads.remove(key);
    }
  }

  /** The key was written or removed. */
  synchronized void changed(String key) {
    changed.addAll(uploads.getOrDefault(key, Set.of()));
  }

  synchronized boolean hasChanged(String uploadId) {
    return changed.contains(uploadId);
  }
}
