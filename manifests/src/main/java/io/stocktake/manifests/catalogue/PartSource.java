package io.stocktake.manifests.catalogue;

import io.stocktake.manifests.plan.Plan;
import java.io.IOException;
import java.nio.file.Path;

/** Where the parts of a catalogue are: a directory, or a store that they are fetched from. */
public interface PartSource {
  /** Brings a part onto this machine, if it is not there yet, and says where it is. */
  Path fetch(Plan.Part part) throws IOException;

  /** The file that {@link #fetch} gave was read and is not needed any more. */
  void release(Path file) throws IOException;

  /** What the whole is called in messages. */
  String name();

  /** The parts that lie in a directory, and stay there. */
  static PartSource directory(Path directory) {
    return new PartSource() {
      @Override
      public Path fetch(Plan.Part part) {
        return directory.resolve(part.name());
      }

      @Override
      public void release(Path file) {}

      @Override
      public String name() {
        return directory.toString();
      }
    };
  }
}
