package io.stocktake.manifests.io;

import java.io.IOException;

/** A consumer that may fail, for instance since it writes to a disk. */
@FunctionalInterface
public interface IOConsumer<T> {
  /** Takes one value. */
  void accept(T value) throws IOException;
}
