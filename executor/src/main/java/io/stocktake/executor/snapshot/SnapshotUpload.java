package io.stocktake.executor.snapshot;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.ConditionalFiles;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.snapshot.Snapshot;
import io.stocktake.manifests.snapshot.SnapshotFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Uploads a snapshot: its parts, and {@code snapshot.json} last. Names of parts hold their digests,
 * so that what a killed run left is of use or is not touched.
 */
final class SnapshotUpload {
  private static final int DIGITS = 16;
  private static final String PARQUET = ".parquet";

  private final ConditionalFiles files;
  private final Path directory;

  SnapshotUpload(ConditionalFiles files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  /** Uploads parts into the folder of a snapshot, and tells their names there. */
  List<Plan.Part> parts(String id, List<Plan.Part> parts) throws IOException {
    List<Plan.Part> there = new ArrayList<>();
    for (Plan.Part part : parts) {
      if (part.rows() > 0) {
        there.add(part(id, part));
      }
    }
    return there;
  }

  private Plan.Part part(String id, Plan.Part part) throws IOException {
    String stem = part.name().substring(0, part.name().length() - PARQUET.length());
    String name = stem + "-" + part.sha256().substring(0, DIGITS) + PARQUET;
    put(id + "/" + name, directory.resolve(part.name()));
    return new Plan.Part(name, part.rows(), part.bytes(), part.sha256());
  }

  /** Writes the document, unless the snapshot is sealed already. */
  void seal(Snapshot snapshot) throws IOException {
    Path local = directory.resolve(SnapshotFolder.DOCUMENT);
    Files.write(local, snapshot.json());
    put(snapshot.id() + "/" + SnapshotFolder.DOCUMENT, local);
  }

  /** What is there with the same bytes was uploaded by a run that was killed. */
  private void put(String name, Path local) throws IOException {
    if (files.put(name, local, 0, Files.size(local), Optional.empty()).isPresent()) {
      return;
    }
    Path there = directory.resolve("there");
    boolean same =
        files.fetch(name, there).isPresent() && Digests.sha256(there).equals(Digests.sha256(local));
    Files.deleteIfExists(there);
    if (!same) {
      throw StocktakeException.refused(
          files.describe(name)
              + " is there already, and is not what this run would write; the snapshot is not"
              + " sealed");
    }
  }
}
