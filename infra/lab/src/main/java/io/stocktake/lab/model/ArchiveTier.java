package io.stocktake.lab.model;

/** The archive tiers of Intelligent-Tiering, as {@code x-amz-archive-status} names them. */
public enum ArchiveTier {
  ARCHIVE_ACCESS("ARCHIVE"),
  DEEP_ARCHIVE_ACCESS("DEEP_ARCHIVE");

  static final String MARK = "archive-tier";

  private final String inInventory;

  ArchiveTier(String inInventory) {
    this.inInventory = inInventory;
  }

  /** How inventories name it. */
  public String inInventory() {
    return inInventory;
  }

  /** A version that is in this tier, and not restored. */
  public ObjectVersion markOn(ObjectVersion version) {
    return Restoration.removeFrom(version).withMark(MARK, name());
  }
}
