package io.stocktake.planner;

import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.BundleDirectory;
import io.stocktake.planner.request.PlanRequest;
import io.stocktake.planner.source.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a plan writes: neither the plan, nor what it is made in, may be part of the source, or the
 * other way round.
 *
 * @param request what is planned
 * @param source the files
 */
record OutputPlaces(PlanRequest request, SourceTree source) {
  /**
   * Refuses a plan, or what is kept beside it, that lies inside the source or around it.
   *
   * @throws StocktakeException if one does
   */
  void check() throws IOException {
    refuseInsideSource(FailureCode.OUT_MISPLACED, request.out());
    refuseInsideSource(FailureCode.OUT_MISPLACED, BundleDirectory.workDirectory(request.out()));
    if (request.evidence().state().isPresent()) {
      refuseInsideSource(FailureCode.STATE_MISPLACED, request.evidence().state().get());
      refuseInsidePlan(FailureCode.STATE_MISPLACED, request.evidence().state().get());
    }
    Optional<Path> duplicates = request.options().reading().duplicates();
    if (duplicates.isPresent()) {
      refuseInsideSource(FailureCode.DUPLICATES_MISPLACED, duplicates.get());
      refuseInsidePlan(FailureCode.DUPLICATES_MISPLACED, duplicates.get());
    }
  }

  private void refuseInsidePlan(FailureCode code, Path path) throws IOException {
    Path kept = real(path.toAbsolutePath().normalize());
    for (Path out : List.of(request.out(), BundleDirectory.workDirectory(request.out()))) {
      Path real = real(out.toAbsolutePath().normalize());
      if (real.startsWith(kept) || kept.startsWith(real)) {
        throw StocktakeException.usage(code, path + " lies inside the plan or around it");
      }
    }
  }

  private void refuseInsideSource(FailureCode code, Path path) throws IOException {
    Path real = real(path.toAbsolutePath().normalize());
    if (source.overlaps(real)) {
      throw StocktakeException.usage(code, path + " lies inside the source or around it");
    }
  }

  /** The path without the symbolic links in that part of it that exists. */
  private static Path real(Path path) throws IOException {
    for (Path known = path; known != null; known = known.getParent()) {
      if (Files.exists(known)) {
        return known.toRealPath().resolve(known.relativize(path));
      }
    }
    return path;
  }
}
