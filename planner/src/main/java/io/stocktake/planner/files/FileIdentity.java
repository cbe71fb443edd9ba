package io.stocktake.planner.files;

import io.stocktake.manifests.source.FileId;
import java.nio.file.attribute.FileTime;

/**
 * The identity of a file and of its content: device, inode and change time. The kernel sets the
 * change time, and no program can turn it back.
 *
 * @param device the file system
 * @param inode the file in it
 * @param changed when content or attributes were changed last (ctime)
 */
public record FileIdentity(long device, long inode, FileTime changed) {
  /** The file, independent of its content. */
  public FileId id() {
    return new FileId(device, inode);
  }
}
