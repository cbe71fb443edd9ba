package io.stocktake.lab.store;

import io.stocktake.lab.model.ObjectVersion;
import java.util.Optional;

/** A condition on a write, asked under the lock that makes the write atomic. */
@FunctionalInterface
public interface Guard {
  /** No condition. */
  Guard NONE = current -> {};

  /**
   * Throws if the write must not happen.
   *
   * @param current the version the write would replace; a delete marker counts as one
   */
  void check(Optional<ObjectVersion> current);

  /** Both conditions, this one first. */
  default Guard and(Guard other) {
    return current -> {
      check(current);
      other.check(current);
    };
  }
}
