package io.stocktake.executor.store;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.rules.Properties;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The port to one bucket of an object store, asynchronous. Every future fails with a {@link
 * StoreException} and nothing else, after the adapter's own retries. A guard is {@code none} only
 * after a HEAD of the key, for stores that ignore conditions. A body may be read until its future
 * is done, so its bytes must stay as they are; its position is not moved.
 */
public interface ObjectStore extends AutoCloseable {
  /** The largest object, or range of one, that one request copies: 5 GiB. */
  long MAX_COPY = 5L << 30;

  /** The most objects that one request removes. */
  int MAX_DELETES = 1000;

  /**
   * An object to remove.
   *
   * @param guard the state of the key to insist on, always a match
   */
  record DeleteRequest(ObjectKey key, Guard guard) {}

  /**
   * Writes an object by one PUT.
   *
   * @param body all its bytes, from position to limit
   * @param md5 their MD5, 16 bytes, for the store to check
   * @param headers what to keep beside them
   * @param guard the state of the key to insist on, never {@code none}
   */
  CompletableFuture<WriteResult> put(
      ObjectKey key, ByteBuffer body, byte[] md5, ObjectHeaders headers, Guard guard);

  /**
   * Begins a multipart upload and returns its id.
   *
   * @param headers what to keep beside the object's bytes
   */
  CompletableFuture<String> begin(ObjectKey key, ObjectHeaders headers);

  /**
   * Sends one part.
   *
   * @param number from 1 to 10,000
   * @param md5 MD5 of the part, 16 bytes, for the store to check
   */
  CompletableFuture<WriteResult> part(
      ObjectKey key, String uploadId, int number, ByteBuffer body, byte[] md5);

  /**
   * Completes a multipart upload; parts are numbered from 1.
   *
   * @param parts the parts' ETags in order
   * @param guard the state of the key to insist on, never {@code none}
   */
  CompletableFuture<WriteResult> complete(
      ObjectKey key, String uploadId, List<ETag> parts, Guard guard);

  /**
   * The parts a multipart upload has: their ETags by number; nothing if there is no such upload.
   */
  CompletableFuture<Optional<Map<Integer, ETag>>> parts(ObjectKey key, String uploadId);

  /** Aborts a multipart upload; succeeds if there is none. */
  CompletableFuture<Void> abort(ObjectKey key, String uploadId);

  /** HEAD: the current object of a key, if there is one. */
  CompletableFuture<Optional<StoredObject>> head(ObjectKey key);

  /**
   * Removes the current object.
   *
   * @param guard the state of the key to insist on, always a match
   * @return whether there was an object
   */
  CompletableFuture<Boolean> delete(ObjectKey key, Guard guard);

  /**
   * Removes a version of an object for good; succeeds if it is gone already.
   *
   * @return whether it is gone; false if Object Lock keeps it
   */
  CompletableFuture<Boolean> deleteVersion(ObjectKey key, String versionId);

  /** The most objects that one request deletes here; one for a store that ignores their guards. */
  default int maxDeletes() {
    return MAX_DELETES;
  }

  /**
   * Removes the current objects of several keys.
   *
   * @param objects at most {@link #maxDeletes}, of different keys
   * @return for each in turn what {@link #delete} of it alone would have come to; fails if nothing
   *     is known of any
   */
  CompletableFuture<List<CompletableFuture<Boolean>>> deleteAll(List<DeleteRequest> objects);

  /**
   * Copies an object of at most {@link #MAX_COPY} bytes, if it is still the one seen.
   *
   * @param headers what the copy gets beside bytes and tags
   * @param tags added to the tags of the source, less {@link TagSet#EXPIRE} where the source is in
   *     this bucket
   * @param guard the state of the key to insist on, never {@code none}
   */
  CompletableFuture<WriteResult> copy(
      ObjectKey key, CopySource source, CopyHeaders headers, TagSet tags, Guard guard);

  /**
   * Begins a multipart upload that will hold the source's bytes, and tells its id.
   *
   * @param headers what the copy gets beside bytes and tags
   * @param tags added to the tags of the source, less {@link TagSet#EXPIRE}
   */
  CompletableFuture<String> beginCopy(
      ObjectKey key, CopySource source, CopyHeaders headers, TagSet tags);

  /**
   * Copies a range of the source, if it is still the one seen, as one part.
   *
   * @param number from 1 to 10,000
   * @param offset where the range begins
   * @param length its bytes
   */
  CompletableFuture<WriteResult> copyPart(
      ObjectKey key, String uploadId, int number, CopySource source, long offset, long length);

  /** The object a copy is made from as it is now, if it is there; its bucket may be another. */
  CompletableFuture<Optional<StoredObject>> head(CopySource source);

  /**
   * Gives an object properties, by copying it onto itself unless it has them.
   *
   * @param properties what it shall have; what they do not name stays
   * @param tags added to its tags
   * @param guard the state of the key to insist on, always a match
   * @return what was written; nothing if there was nothing to write
   */
  CompletableFuture<Optional<WriteResult>> setProperties(
      ObjectKey key, Properties properties, TagSet tags, Guard guard);

  /**
   * The tags of an object.
   *
   * @param versionId the version asked for; the current one if none
   */
  CompletableFuture<TagSet> tags(ObjectKey key, Optional<String> versionId);

  /**
   * Makes these all the tags an object has.
   *
   * @param versionId the version to tag; the current one if none
   */
  CompletableFuture<Void> tag(ObjectKey key, Optional<String> versionId, TagSet tags);

  /** The versions of a key's object that the bucket keeps, the newest first; a thousand at most. */
  CompletableFuture<List<StoredVersion>> versions(ObjectKey key);

  /** Whether the bucket keeps the objects that are written over. */
  CompletableFuture<Boolean> keepsVersions();

  @Override
  void close();
}
