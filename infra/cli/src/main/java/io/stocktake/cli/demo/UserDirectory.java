package io.stocktake.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Guard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The user's own directory: only read. What changes is the bucket, behind the plan's back. */
final class UserDirectory implements Scenario {
  private static final int EACH = 5;

  private final Path root;
  private final ObjectStore bucket;

  UserDirectory(Path root, ObjectStore bucket) {
    this.root = root;
    this.bucket = bucket;
  }

  @Override
  public void prepare(Screen screen) throws IOException {
    screen.line("Your directory %s is read, and never written.", root);
  }

  @Override
  public boolean canBeLost() {
    return false;
  }

  @Override
  public Expected change(Screen screen) throws IOException {
    List<ObjectKey> keys =
        ImageStore.files(root).stream()
            .limit(2 * EACH)
            .map(file -> new ObjectKey(root.relativize(file).toString()))
            .toList();
    int changed = keys.size() / 2;
    for (ObjectKey key : keys.subList(0, changed)) {
      put(key, "not the content of " + key, Guard.match(stored(key).etag()));
    }
    for (ObjectKey key : keys.subList(changed, keys.size())) {
      bucket.delete(key, Guard.match(stored(key).etag())).join();
    }
    for (int i = 0; i < EACH; i++) {
      put(new ObjectKey("left over/" + i), "no file has this key", Guard.absent());
    }
    screen.line(
        "In the bucket, %d objects were overwritten, %d deleted, %d added.",
        changed, keys.size() - changed, EACH);
    return new Expected(keys.size() - changed, 0, changed, EACH);
  }

  private StoredObject stored(ObjectKey key) {
    return bucket.head(key).join().orElseThrow();
  }

  private void put(ObjectKey key, String content, Guard guard) {
    byte[] bytes = content.getBytes(UTF_8);
    ObjectHeaders headers = ObjectHeaders.named(key.value());
    bucket.put(key, ByteBuffer.wrap(bytes), Digests.md5().digest(bytes), headers, guard).join();
  }
}
