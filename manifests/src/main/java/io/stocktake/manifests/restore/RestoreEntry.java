package io.stocktake.manifests.restore;

import io.stocktake.manifests.catalogue.EntryAttributes;
import java.util.Optional;

/**
 * What a snapshot knows of a path besides its content.
 *
 * @param attributes its POSIX attributes
 * @param link of a symbolic link the text of its target; of a hard link the path below the target
 *     that is another name of the same file
 */
public record RestoreEntry(EntryAttributes attributes, Optional<String> link) {
  private static final int TYPE_BITS = 0170000;
  private static final int LINK = 0120000;

  /** Another name of the same file. */
  public Optional<String> hardLink() {
    return isSymbolicLink() ? Optional.empty() : link;
  }

  /** Whether the path is a symbolic link. */
  public boolean isSymbolicLink() {
    return (attributes.mode() & TYPE_BITS) == LINK;
  }

  /** The same file, another name of which is this path. */
  public RestoreEntry linkedTo(String other) {
    return new RestoreEntry(attributes, Optional.of(other));
  }
}
