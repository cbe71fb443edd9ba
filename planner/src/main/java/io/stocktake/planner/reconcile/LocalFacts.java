package io.stocktake.planner.reconcile;

import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.PosixAttributes;
import io.stocktake.manifests.source.FileId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** What is known of a file without reading it. */
public interface LocalFacts {
  /** Its path below the source, with slashes. */
  String name();

  /** The key that it maps to. */
  ObjectKey key();

  /** Bytes. */
  long size();

  /** Bytes of its object, if it is encrypted before it leaves. */
  OptionalLong encryptedSize();

  /** When it was modified. */
  Instant mtime();

  /** Which file it is, where the source can tell. */
  Optional<FileId> id();

  /** Its mode and owner, where its object is to have them. */
  Optional<PosixAttributes> attributes();
}
