package io.stocktake.manifests.snapshot;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.catalogue.PartSource;
import io.stocktake.manifests.io.ConditionalFiles;
import io.stocktake.manifests.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The parts of a snapshot in a store, fetched one by one, and removed when they were read. */
final class FetchedParts implements PartSource {
  private final ConditionalFiles files;
  private final String id;
  private final Path scratch;

  FetchedParts(ConditionalFiles files, String id, Path scratch) {
    this.files = files;
    this.id = id;
    this.scratch = scratch;
  }

  @Override
  public Path fetch(Plan.Part part) throws IOException {
    Files.createDirectories(scratch);
    Path file = Files.createTempFile(scratch, "part-", ".parquet");
    String name = id + "/" + part.name();
    if (files.fetch(name, file).isEmpty()) {
      Files.delete(file);
      throw StocktakeException.refused(
          files.describe(name)
              + " is missing, a part of the snapshot "
              + id
              + "; nothing was done");
    }
    return file;
  }

  @Override
  public void release(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public String name() {
    return "the snapshot " + id;
  }
}
