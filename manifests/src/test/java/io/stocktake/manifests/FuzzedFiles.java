package io.stocktake.manifests;

import io.stocktake.manifests.inventory.DeliveryFiles;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A bucket in memory. */
public final class FuzzedFiles implements DeliveryFiles {
  private final Map<String, byte[]> files = new TreeMap<>();

  /** Puts a file. */
  public FuzzedFiles put(String key, byte[] content) {
    files.put(key, content);
    return this;
  }

  @Override
  public List<String> list(String prefix) {
    return files.keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .map(key -> key.substring(prefix.length()).replaceFirst("/.*", "/"))
        .distinct()
        .toList();
  }

  @Override
  public InputStream open(String key) throws FileNotFoundException {
    if (!files.containsKey(key)) {
      throw new FileNotFoundException(key);
    }
    return new ByteArrayInputStream(files.get(key));
  }

  @Override
  public String describe(String key) {
    return key;
  }
}
