package io.stocktake.aws.files;

import io.stocktake.aws.errors.S3Errors;
import io.stocktake.executor.files.PartLayout;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.ConditionalFiles;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Guard;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Objects below a prefix as conditional files. After a lost or refused write a HEAD tells: an
 * object with the bytes that were sent was written.
 */
public final class S3ConditionalFiles implements ConditionalFiles {
  private final S3AsyncClient client;
  private final S3Location folder;
  private final ObjectStore store;
  private final S3Errors errors;
  private final int partSize;

  /**
   * Files below a prefix.
   *
   * @param partSize bytes beyond which a file is sent in parts of this size
   */
  public S3ConditionalFiles(
      S3AsyncClient client, S3Location location, ObjectStore store, S3Errors errors, int partSize) {
    this.client = client;
    this.folder = location.asFolder();
    this.store = store;
    this.errors = errors;
    this.partSize = partSize;
  }

  @Override
  public List<String> list() throws IOException {
    return names("/");
  }

  @Override
  public List<String> listAll() throws IOException {
    return names(null);
  }

  private List<String> names(String delimiter) throws IOException {
    return new S3DeliveryFiles(client, folder.bucket(), errors)
        .list(folder.prefix(), delimiter).stream().filter(name -> !name.endsWith("/")).toList();
  }

  @Override
  public Optional<ETag> fetch(String name, Path into) throws IOException {
    try {
      ResponseInputStream<GetObjectResponse> body =
          client
              .getObject(
                  b -> b.bucket(folder.bucket()).key(key(name).value()),
                  AsyncResponseTransformer.<GetObjectResponse>toBlockingInputStream())
              .get();
      try (InputStream in = new LengthCheckedStream(body, describe(name))) {
        Files.copy(in, into, StandardCopyOption.REPLACE_EXISTING);
      }
      return Optional.of(ETag.parse(body.response().eTag()));
    } catch (ExecutionException e) {
      if (S3Errors.isNotFound(e)) {
        return Optional.empty();
      }
      throw errors.forUser(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw errors.forUser(new CompletionException(e));
    }
  }

  @Override
  public Optional<Seen> head(String name) throws IOException {
    try {
      return Optional.of(
          seen(client.headObject(b -> b.bucket(folder.bucket()).key(key(name).value())).get()));
    } catch (ExecutionException e) {
      if (S3Errors.isNotFound(e)) {
        return Optional.empty();
      }
      throw errors.forUser(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw errors.forUser(new CompletionException(e));
    }
  }

  /** Both times are the store's; without its clock nothing counts as old. */
  private static Seen seen(HeadObjectResponse answer) {
    Instant written = answer.lastModified();
    Instant now =
        answer
            .sdkHttpResponse()
            .firstMatchingHeader("Date")
            .map(date -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from))
            .orElse(written);
    return new Seen(ETag.parse(answer.eTag()), Duration.between(written, now));
  }

  @Override
  public Optional<ETag> put(String name, Path from, long offset, long length, Optional<ETag> seen)
      throws IOException {
    Guard guard = seen.map(Guard::match).orElseGet(Guard::absent);
    try (FileChannel channel = FileChannel.open(from, StandardOpenOption.READ)) {
      return length <= partSize
          ? putWhole(name, read(channel, offset, (int) length), guard)
          : putInParts(name, channel, offset, length, guard);
    } catch (StoreException e) {
      throw forUser(name, e);
    }
  }

  private Optional<ETag> putWhole(String name, ByteBuffer bytes, Guard guard) throws IOException {
    byte[] md5 = md5(bytes);
    return written(
        name,
        ETag.ofMd5(md5),
        () -> store.put(key(name), bytes, md5, ObjectHeaders.named(name), guard));
  }

  private Optional<ETag> putInParts(
      String name, FileChannel channel, long offset, long length, Guard guard) throws IOException {
    String upload = await(store.begin(key(name), ObjectHeaders.named(name)));
    boolean kept = false;
    try {
      List<ETag> parts = new ArrayList<>();
      List<ETag> digests = new ArrayList<>();
      for (long sent = 0; sent < length; sent += partSize) {
        int size = (int) Math.min(partSize, length - sent);
        ByteBuffer bytes = read(channel, offset + sent, size);
        byte[] md5 = md5(bytes);
        digests.add(ETag.ofMd5(md5));
        parts.add(await(store.part(key(name), upload, parts.size() + 1, bytes, md5)).etag());
      }
      Optional<ETag> etag =
          written(
              name,
              PartLayout.etag(digests),
              () -> store.complete(key(name), upload, parts, guard));
      kept = etag.isPresent();
      return etag;
    } finally {
      if (!kept) {
        await(store.abort(key(name), upload).exceptionally(failed -> null));
      }
    }
  }

  /** A write not sent yet. */
  private interface Write {
    CompletableFuture<WriteResult> send();
  }

  private Optional<ETag> written(String name, ETag content, Write write) throws IOException {
    try {
      return Optional.of(await(write.send()).etag());
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.REFUSED && e.kind() != StoreException.Kind.UNKNOWN) {
        throw e;
      }
      Optional<ETag> now = await(store.head(key(name))).map(object -> object.etag());
      if (now.equals(Optional.of(content)) || e.kind() == StoreException.Kind.REFUSED) {
        return now.filter(content::equals);
      }
      throw e;
    }
  }

  @Override
  public void delete(String name, ETag seen) throws IOException {
    try {
      await(store.delete(key(name), Guard.match(seen)));
    } catch (StoreException e) {
      throw forUser(name, e);
    }
  }

  @Override
  public String describe(String name) {
    return folder.resolve(name).toString();
  }

  private ObjectKey key(String name) {
    return new ObjectKey(folder.prefix() + name);
  }

  private StocktakeException forUser(String name, StoreException e) {
    return StocktakeException.environment(describe(name) + ": " + e.getMessage(), e);
  }

  private static <T> T await(CompletableFuture<T> answer) throws IOException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException known) {
        throw known;
      }
      throw new IllegalStateException("a store fails in one way", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StocktakeException.environment("interrupted while waiting for S3", e);
    }
  }

  private static ByteBuffer read(FileChannel channel, long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        throw new EOFException("a file became shorter while it was read");
      }
    }
    return bytes.flip();
  }

  private static byte[] md5(ByteBuffer bytes) {
    MessageDigest md5 = Digests.md5();
    md5.update(bytes.duplicate());
    return md5.digest();
  }
}
