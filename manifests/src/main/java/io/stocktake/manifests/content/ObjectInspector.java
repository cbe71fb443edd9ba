package io.stocktake.manifests.content;

import io.stocktake.manifests.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Inspects objects of a bucket: checksums, part sizes and bytes. Used by any number of threads. */
public interface ObjectInspector {
  /**
   * Asks for what S3 knows; nothing if there is no such object.
   *
   * @throws CustomerKeyRequiredException if it is under a customer's key that is not at hand
   * @throws IOException with a sentence
   */
  Optional<StoredContent> inspect(ObjectKey key) throws IOException;

  /**
   * Asks for the sizes of the parts that an object was uploaded in.
   *
   * @return nothing if S3 does not tell
   */
  Optional<PartBoundaries> parts(ObjectKey key, StoredContent seen) throws IOException;

  /** Whether keys are at hand for objects that do not open without one. */
  boolean hasKeys();

  /** Reads an object, the one that was seen and no other. */
  InputStream open(ObjectKey key, StoredContent seen) throws IOException;
}
