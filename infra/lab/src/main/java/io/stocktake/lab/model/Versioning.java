package io.stocktake.lab.model;

/** The versioning state of a bucket. */
public enum Versioning {
  /** Never enabled; the bucket keeps one version a key. */
  OFF,
  /** Every write makes a version. */
  ENABLED,
  /** Writes replace the null version; older versions stay. */
  SUSPENDED
}
