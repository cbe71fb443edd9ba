package io.stocktake.planner.files;

import io.stocktake.manifests.source.FileId;
import java.nio.file.attribute.FileTime;

/**
 * What tells a file from any other, and from itself with another content: the kernel sets the time
 * of the last change, and no program can turn it back.
 *
 * @param device the file system
 * @param inode the file in it
 * @param changed when content or attributes were changed last (ctime)
 */
public record FileIdentity(long device, long inode, FileTime changed) {
  /** The file, whatever its content. */
  public FileId id() {
    return new FileId(device, inode);
  }
}
