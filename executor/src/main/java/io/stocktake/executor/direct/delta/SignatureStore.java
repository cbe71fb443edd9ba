package io.stocktake.executor.direct.delta;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.io.SystemErrors;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * A directory of signatures, one file per object, named by the SHA-256 of bucket and key. A
 * signature counts only for the ETag it was made of.
 */
public final class SignatureStore {
  private static final int FOLDER_LETTERS = 2;

  private final Optional<Path> directory;
  private final String bucket;
  private final LongAdder saved = new LongAdder();
  private final AtomicReference<String> problem = new AtomicReference<>();

  /** Signatures kept in a directory; without one, nothing is known and nothing is learnt. */
  public SignatureStore(Optional<Path> directory, String bucket) {
    this.directory = directory;
    this.bucket = bucket;
  }

  /**
   * What is known of the object that a row's file replaces, and is to be learnt of the file.
   *
   * @param size bytes of the file's content
   */
  public FileDelta of(PlanRow row, long size) {
    if (directory.isEmpty() || !Signature.isFor(size)) {
      return FileDelta.NONE;
    }
    Path file = file(row);
    Optional<CopySource> source =
        row.guard().etag().map(etag -> new CopySource(bucket, row.key(), etag, Optional.empty()));
    Optional<Signature> old = source.flatMap(object -> SignatureFile.read(file, object.etag()));
    return new FileDelta(old, source, Optional.of(Signature.of(size)), size, saved);
  }

  /** Keeps what was learnt of a file that is an object now. */
  public void keep(PlanRow row, ETag object, FileDelta learnt) {
    try {
      Optional<Signature> whole = learnt.learnt();
      if (whole.isPresent()) {
        SignatureFile.write(file(row), object, whole.get());
      }
    } catch (IOException e) {
      problem.compareAndSet(
          null,
          "signatures could not be kept in "
              + directory.orElseThrow()
              + " ("
              + SystemErrors.sentence(e)
              + "): files without one are sent whole when they change");
    }
  }

  /** Forgets what is known of a row's object. */
  public void forget(PlanRow row) {
    try {
      Files.deleteIfExists(file(row));
    } catch (IOException e) {
      problem.compareAndSet(
          null, file(row) + " is wrong and cannot be removed: " + SystemErrors.reason(e));
    }
  }

  /** A note to the user if signatures could not be kept. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem.get());
  }

  /** Bytes that were copied instead of sent. */
  public long saved() {
    return saved.sum();
  }

  private Path file(PlanRow row) {
    byte[] name = (bucket + '/' + row.key().value()).getBytes(StandardCharsets.UTF_8);
    String hex = Digests.hex(Digests.sha256().digest(name));
    return directory
        .orElseThrow()
        .resolve(hex.substring(0, FOLDER_LETTERS))
        .resolve(hex.substring(FOLDER_LETTERS) + ".sig");
  }
}
