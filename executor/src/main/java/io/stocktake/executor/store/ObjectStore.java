package io.stocktake.executor.store;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.Guard;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One bucket, asynchronously. Every future fails with a {@link StoreException} and nothing else,
 * after the adapter's own retries. A body may be read until its future is done, so its bytes must
 * stay as they are; its position is not moved.
 */
public interface ObjectStore extends AutoCloseable {
  /**
   * Writes an object whole.
   *
   * @param body all its bytes, from position to limit
   * @param md5 their MD5, 16 bytes, for the store to check
   * @param guard the state of the key to insist on, never {@code none}
   */
  CompletableFuture<Written> put(ObjectKey key, ByteBuffer body, byte[] md5, Guard guard);

  /** Begins a multipart upload and tells its id. */
  CompletableFuture<String> begin(ObjectKey key);

  /**
   * Sends one part.
   *
   * @param number from 1 to 10,000
   * @param md5 MD5 of the part, 16 bytes, for the store to check
   */
  CompletableFuture<Written> part(
      ObjectKey key, String uploadId, int number, ByteBuffer body, byte[] md5);

  /**
   * Makes the object of its parts, which are numbered from 1.
   *
   * @param parts the parts' ETags in order
   * @param guard the state of the key to insist on, never {@code none}
   */
  CompletableFuture<Written> complete(
      ObjectKey key, String uploadId, List<ETag> parts, Guard guard);

  /** Gives a multipart upload up; one that does not exist is given up already. */
  CompletableFuture<Void> abort(ObjectKey key, String uploadId);

  /** The current object of a key, if it has one. */
  CompletableFuture<Optional<StoredObject>> head(ObjectKey key);

  /**
   * Removes the current object.
   *
   * @param guard the state of the key to insist on, always a match
   * @return whether there was an object
   */
  CompletableFuture<Boolean> delete(ObjectKey key, Guard guard);

  @Override
  void close();
}
