package io.stocktake.manifests.catalogue;

import io.stocktake.manifests.CodedEnum;

/** What kind of entry of a directory a catalogue row describes. */
public enum EntryKind implements CodedEnum {
  /** A regular file, or a symbolic link that stands for one. */
  FILE("file"),
  /** A directory, also an empty one. */
  DIRECTORY("directory"),
  /** A symbolic link as such. */
  LINK("link"),
  /** A device, fifo or socket: listed, and kept nowhere else. */
  SPECIAL("special");

  private final String code;

  EntryKind(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
