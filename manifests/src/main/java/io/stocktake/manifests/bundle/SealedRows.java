package io.stocktake.manifests.bundle;

import java.nio.file.Path;

/** A sealed plan of any kind, as a journal knows it: its directory, digest and number of rows. */
public interface SealedRows {
  /** The bundle's directory, absolute. */
  Path directory();

  /** Hex SHA-256 of the plan's JSON document, which names this plan for good. */
  String digest();

  /** How many rows there are, numbered from 0. */
  long rowCount();
}
