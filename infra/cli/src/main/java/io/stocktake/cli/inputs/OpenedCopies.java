package io.stocktake.cli.inputs;

import io.stocktake.planner.request.CopyFrom;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * The objects that may be copied instead of uploading files, with what must be closed.
 *
 * @param from where they are, if copies were asked for
 * @param session what their inventory is read through
 */
public record OpenedCopies(Optional<CopyFrom> from, Closeable session) implements Closeable {
  @Override
  public void close() throws IOException {
    session.close();
  }
}
