package io.stocktake.executor.restore;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.restore.attributes.AttributeRestorer;
import io.stocktake.executor.restore.content.ByteRange;
import io.stocktake.executor.restore.content.ContentProof;
import io.stocktake.executor.restore.content.ObjectBody;
import io.stocktake.executor.restore.content.ObjectDescription;
import io.stocktake.executor.restore.content.ObjectReader;
import io.stocktake.executor.restore.local.AttributeChange;
import io.stocktake.executor.restore.local.TargetException;
import io.stocktake.executor.restore.local.TargetFile;
import io.stocktake.executor.restore.local.TargetTree;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.manifests.content.StoredContent;
import io.stocktake.manifests.restore.LocalState;
import io.stocktake.manifests.restore.RestoreRow;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Fetches an object into a file. Every byte is proven before the file gets its name. A transfer
 * that breaks off goes on where it stopped, pinned to the same object.
 */
final class ObjectFetcher {
  private static final int BUFFER = 4 * TargetFile.BLOCK;

  private final TargetTree tree;
  private final ObjectReader reader;
  private final AttributeRestorer attributes;
  private final ProofLog proofs;
  private final int attempts;

  /** A file that holds the bytes of a row's object, which is so, and what to say of the row. */
  record Found(ObjectDescription object, RowResult result) {}

  ObjectFetcher(
      TargetTree tree,
      ObjectReader reader,
      AttributeRestorer attributes,
      ProofLog proofs,
      int attempts) {
    this.tree = tree;
    this.reader = reader;
    this.attributes = attributes;
    this.proofs = proofs;
    this.attempts = attempts;
  }

  /**
   * Fetches the row's object.
   *
   * @param temporary the file's name until it is whole
   */
  RowResult fetch(long ordinal, RestoreRow row, String temporary) throws IOException {
    Optional<BasicFileAttributes> now = tree.attributes(row.path());
    if (!TargetTree.isSame(row.local(), now)) {
      return changed(ordinal, row, now);
    }
    RestoreRow.Source source = row.object().orElseThrow();
    ObjectBody body = reader.open(source, Optional.empty());
    try {
      Optional<RowResult> other = mismatch(row, body.description().content());
      if (other.isPresent()) {
        return other.get();
      }
      Optional<ContentProof> proof = ContentProof.of(source, body.description().content(), reader);
      return proof.isPresent() ? write(ordinal, row, temporary, body, proof.get()) : unproven();
    } finally {
      body.close();
    }
  }

  /** A store that ignores conditions may answer with another object. */
  private static Optional<RowResult> mismatch(RestoreRow row, StoredContent found) {
    RestoreRow.Source source = row.object().orElseThrow();
    boolean otherVersion =
        source.versionId().isPresent()
            && found.versionId().isPresent()
            && !found.versionId().equals(source.versionId());
    if (!found.etag().equals(source.etag()) || otherVersion) {
      return Optional.of(RowFailures.drifted("the store answered with the ETag " + found.etag()));
    }
    return found.size() == row.size()
        ? Optional.empty()
        : Optional.of(
            RowFailures.drifted("it has " + found.size() + " bytes, planned were " + row.size()));
  }

  private static RowResult unproven() {
    return RowResult.of(
        Outcome.FAILED,
        "nothing that the store tells proves the object's content: its ETag is no digest, and it"
            + " has no checksum; nothing was written");
  }

  private RowResult write(
      long ordinal, RestoreRow row, String temporary, ObjectBody first, ContentProof proof)
      throws IOException {
    try (TargetFile file = create(row, temporary)) {
      transfer(row, first, file, proof);
      if (!proof.holds()) {
        return RowResult.of(
            Outcome.FAILED,
            "the bytes that came are not those of the object: their "
                + proof.name()
                + " is another; nothing was written: run again");
      }
      RowResult done = proofs.note(ordinal, row, proof, Outcome.DONE);
      file.commit(row.local(), change(row, first.description()));
      return done;
    }
  }

  /** What a snapshot knows of the file counts before what its object keeps. */
  private AttributeChange change(RestoreRow row, ObjectDescription object) {
    return row.entry().isPresent()
        ? attributes.of(row.entry().get().attributes())
        : attributes.ofFile(object.metadata());
  }

  private TargetFile create(RestoreRow row, String temporary) throws TargetException {
    try {
      return tree.create(row.path(), temporary);
    } catch (IOException e) {
      throw TargetException.of(e);
    }
  }

  private void transfer(RestoreRow row, ObjectBody first, TargetFile file, ContentProof proof)
      throws IOException {
    byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, row.size()))];
    IOException broken = copy(first.bytes(), row.size(), file, proof, buffer);
    first.close(); // what goes on needs its place among the requests
    for (int attempt = 1; broken != null && attempt < attempts; attempt++) {
      try (ObjectBody rest = resume(row, file.size())) {
        broken = copy(rest.bytes(), row.size(), file, proof, buffer);
      } catch (StoreException e) {
        if (e.kind() != Kind.FAILED && e.kind() != Kind.UNKNOWN) {
          throw e;
        }
        broken = e;
      }
    }
    if (broken != null) {
      throw new StoreException(
          Kind.FAILED,
          "the transfer broke off after "
              + file.size()
              + " of "
              + row.size()
              + " bytes: "
              + broken.getMessage(),
          broken);
    }
  }

  private ObjectBody resume(RestoreRow row, long from) throws IOException {
    Optional<ByteRange> rest =
        from < row.size() ? Optional.of(new ByteRange(from, row.size())) : Optional.empty();
    ObjectBody body = reader.open(row.object().orElseThrow(), rest);
    if (mismatch(row, body.description().content()).isPresent()) {
      body.close();
      throw new StoreException(Kind.REFUSED, "the store answered with another object");
    }
    return body;
  }

  /** Copies what is left of the object; gives back why it broke off, or null. */
  private static IOException copy(
      InputStream from, long size, TargetFile file, ContentProof proof, byte[] buffer)
      throws IOException {
    IOException broken = null;
    while (broken == null && file.size() < size) {
      int wanted = (int) Math.min(buffer.length, size - file.size());
      int count = 0;
      try {
        while (broken == null && count < wanted) {
          int read = from.read(buffer, count, wanted - count);
          count += Math.max(0, read);
          broken = read < 0 ? new EOFException("the answer ended too early") : null;
        }
      } catch (RunCancelledException e) {
        throw e;
      } catch (IOException e) {
        broken = e;
      }
      file.write(buffer, 0, count);
      proof.update(buffer, 0, count);
    }
    return broken;
  }

  /**
   * The path is not as the plan saw it. It may be the file that this plan wrote, when an earlier
   * run was killed before it could say so, or could not set attributes: then its bytes are the
   * object's.
   */
  private RowResult changed(long ordinal, RestoreRow row, Optional<BasicFileAttributes> now)
      throws IOException {
    boolean perhaps =
        now.filter(found -> found.isRegularFile() && found.size() == row.size()).isPresent();
    Optional<Found> found = perhaps ? find(ordinal, row, row.path()) : Optional.empty();
    if (found.isPresent()) {
      AttributeChange change = change(row, found.get().object());
      tree.setAttributes(row.path(), LocalState.of(now.get()), change);
      return found.get().result();
    }
    return TargetException.drifted(
            now.isEmpty()
                ? "the file is gone"
                : row.local().file().isEmpty()
                    ? "something has the name that the plan saw free"
                    : "the file has changed since the plan")
        .result();
  }

  /** The row's object, if a file holds its bytes. Reads the file, and not the object. */
  Optional<Found> find(long ordinal, RestoreRow row, String path) throws IOException {
    RestoreRow.Source source = row.object().orElseThrow();
    ObjectDescription description = reader.head(source);
    if (mismatch(row, description.content()).isPresent()) {
      return Optional.empty();
    }
    Optional<ContentProof> proof = ContentProof.of(source, description.content(), reader);
    if (proof.isEmpty()) {
      return Optional.empty();
    }
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = tree.read(path)) {
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        proof.get().update(buffer, 0, count);
      }
    }
    return proof.get().holds()
        ? Optional.of(
            new Found(description, proofs.note(ordinal, row, proof.get(), Outcome.ALREADY_DONE)))
        : Optional.empty();
  }
}
