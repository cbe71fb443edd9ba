package io.stocktake.executor.batch.create;

import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.files.FileException;
import io.stocktake.executor.files.PartLayout;
import io.stocktake.executor.files.PartSizes;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Guard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Uploads a manifest for S3 to read, with If-None-Match: an existing object is not overwritten. */
final class ManifestUpload {
  private static final long PART_SIZE = 16 << 20;
  private static final ObjectHeaders CSV = ObjectHeaders.named("manifest.csv");

  private final ObjectStore store;
  private final RunControl control;

  ManifestUpload(ObjectStore store, RunControl control) {
    this.store = store;
    this.control = control;
  }

  /** Makes sure that the file is there, and tells its ETag. */
  ETag put(Path file, ObjectKey key) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      PartLayout layout = layout(channel.size());
      ETag wanted = etag(channel, layout);
      if (isThere(key, wanted)) {
        return wanted;
      }
      try {
        send(channel, layout, key);
      } catch (StoreException e) {
        if (e.kind() != StoreException.Kind.UNKNOWN && e.kind() != StoreException.Kind.REFUSED) {
          throw failed(key, e);
        }
      }
      if (isThere(key, wanted)) {
        return wanted;
      }
      throw StocktakeException.environment(
          "the manifest " + key + " could not be written; run apply again");
    }
  }

  private static PartLayout layout(long size) throws FileException {
    return PartLayout.of(size, new PartSizes(PART_SIZE, Integer.MAX_VALUE));
  }

  private boolean isThere(ObjectKey key, ETag wanted) throws IOException {
    Optional<StoredObject> found;
    try {
      found = await(store.head(key));
    } catch (StoreException e) {
      throw failed(key, e);
    }
    if (found.isPresent() && found.get().opaque()) {
      throw StocktakeException.usage(
          "S3 Batch Operations cannot read the manifest "
              + key
              + ", because its bucket encrypts with KMS; name another place for manifests");
    }
    if (found.isPresent() && !found.get().etag().equals(wanted)) {
      throw StocktakeException.refused(
          "where the manifest " + key + " is to be, there is another object; remove it");
    }
    return found.isPresent();
  }

  private void send(FileChannel channel, PartLayout layout, ObjectKey key) throws IOException {
    if (layout.parts() == 1) {
      ByteBuffer body = part(channel, layout, 1);
      await(store.put(key, body, md5(body), CSV, Guard.absent()));
      return;
    }
    String id = await(store.begin(key, CSV));
    try {
      List<ETag> parts = new ArrayList<>();
      for (int number = 1; number <= layout.parts(); number++) {
        ByteBuffer body = part(channel, layout, number);
        parts.add(await(store.part(key, id, number, body, md5(body))).etag());
      }
      await(store.complete(key, id, parts, Guard.absent()));
    } catch (StoreException e) {
      await(store.abort(key, id));
      throw e;
    }
  }

  private static ETag etag(FileChannel channel, PartLayout layout) throws IOException {
    List<ETag> digests = new ArrayList<>();
    for (int number = 1; number <= layout.parts(); number++) {
      digests.add(ETag.ofMd5(md5(part(channel, layout, number))));
    }
    return layout.parts() == 1 ? digests.get(0) : PartLayout.etag(digests);
  }

  private static ByteBuffer part(FileChannel channel, PartLayout layout, int number)
      throws IOException {
    ByteBuffer body = ByteBuffer.allocate(layout.length(number));
    long at = layout.offset(number);
    while (body.hasRemaining() && channel.read(body, at + body.position()) >= 0) {
      // read on
    }
    return body.flip();
  }

  private static byte[] md5(ByteBuffer body) {
    var md5 = Digests.md5();
    md5.update(body.duplicate());
    return md5.digest();
  }

  private <T> T await(CompletableFuture<T> future) throws StoreException, RunCancelledException {
    try {
      return control.await(future);
    } catch (ExecutionException e) {
      if (Futures.cause(e.getCause()) instanceof StoreException known) {
        throw known;
      }
      throw new IllegalStateException("a store fails with its own exception alone", e);
    }
  }

  private static StocktakeException failed(ObjectKey key, StoreException cause) {
    return StocktakeException.environment(
        "the manifest " + key + " cannot be put into its bucket: " + cause.getMessage(), cause);
  }
}
