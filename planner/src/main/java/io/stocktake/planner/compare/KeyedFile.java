package io.stocktake.planner.compare;

import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.catalogue.EntryAttributes;
import io.stocktake.manifests.plan.PosixAttributes;
import io.stocktake.manifests.source.FileId;
import io.stocktake.planner.files.FileIdentity;
import io.stocktake.planner.reconcile.LocalFacts;
import io.stocktake.planner.source.WalkedEntry;
import io.stocktake.planner.source.WalkedFile;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A walked file.
 *
 * @param walked the file as the walk saw it
 * @param mapped the key it maps to, of no more bytes than a key may have
 * @param encryptedSize bytes of its object, if it is encrypted before it leaves
 * @param keepsAttributes whether its object is to have its mode and owner
 */
record KeyedFile(
    WalkedFile walked, String mapped, OptionalLong encryptedSize, boolean keepsAttributes)
    implements LocalFacts {
  /** Made when it is asked for: most files need no row. */
  @Override
  public ObjectKey key() {
    return new ObjectKey(mapped);
  }

  @Override
  public Optional<FileId> id() {
    return walked.identity().map(FileIdentity::id);
  }

  @Override
  public Optional<PosixAttributes> attributes() {
    return keepsAttributes ? walked.entry().map(KeyedFile::posix) : Optional.empty();
  }

  private static PosixAttributes posix(WalkedEntry entry) {
    EntryAttributes told = entry.attributes();
    return new PosixAttributes(told.mode(), told.uid(), told.gid());
  }

  @Override
  public String name() {
    return walked.name();
  }

  @Override
  public Instant mtime() {
    return walked.mtime().toInstant();
  }

  @Override
  public long size() {
    return walked.size();
  }
}
