package io.stocktake.planner.reconcile;

import io.stocktake.manifests.ETag;

/** What earlier plans learnt of a file's content; asked only where it matters. */
public interface KnownContent {
  /** Nothing. */
  KnownContent NONE =
      new KnownContent() {
        @Override
        public boolean damaged() {
          return false;
        }

        @Override
        public boolean provenUnder(ETag opaque) {
          return false;
        }
      };

  /** Whether its bytes changed though nothing else of it did. */
  boolean damaged();

  /**
   * Whether it was proven that the object of this ETag has the file's content.
   *
   * @param opaque an ETag that is no digest of the content
   */
  boolean provenUnder(ETag opaque);
}
