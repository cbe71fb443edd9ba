package io.stocktake.cli.view;

import java.io.IOException;

/** Prints a kind of result for people; as JSON, its record speaks for itself. */
@FunctionalInterface
public interface TextRenderer<V> {
  /** Prints all of it. */
  void print(V view) throws IOException;
}
