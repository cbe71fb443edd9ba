package io.stocktake.planner.restore;

import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.BundleDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** What must hold before anything is read for a restore plan. */
final class RestoreChecks {
  private RestoreChecks() {}

  static void check(RestoreRequest request) throws IOException {
    refuseOtherInventory(request);
    refuseOldInventory(request);
    refuseLaterTime(request);
    refuseBlindRemovals(request);
    refuseTarget(request.target());
    refuseOut(request);
  }

  /** The path without the symbolic links in that part of it that exists. */
  static Path real(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    for (Path known = absolute; known != null; known = known.getParent()) {
      if (Files.exists(known)) {
        return known.toRealPath().resolve(known.relativize(absolute)).normalize();
      }
    }
    return absolute;
  }

  private static void refuseOtherInventory(RestoreRequest request) throws StocktakeException {
    S3Location covered = request.objects().covers();
    if (!covered.bucket().equals(request.source().bucket())) {
      throw StocktakeException.usage(
          request.objects().describe()
              + " lists the bucket "
              + covered.bucket()
              + ", but objects of "
              + request.source().bucket()
              + " are to be restored; name that bucket's inventory");
    }
    if (!request.source().asFolder().prefix().startsWith(covered.prefix())) {
      throw StocktakeException.usage(
          request.objects().describe()
              + " is of the keys below "
              + covered.prefix()
              + " alone, but "
              + request.source()
              + " is to be restored; list all of it");
    }
  }

  private static void refuseOldInventory(RestoreRequest request) throws StocktakeException {
    request
        .options()
        .comparison()
        .safety()
        .checkInventory(
            request.objects().name(),
            request.objects().scanned(),
            request.stamp().clock().instant(),
            "wait for the next delivery, or name a newer one");
  }

  private static void refuseLaterTime(RestoreRequest request) throws StocktakeException {
    Instant scanned = request.objects().scanned();
    if (request.options().at().filter(scanned::isBefore).isPresent()) {
      throw StocktakeException.usage(
          FailureCode.TIME_AFTER_INVENTORY,
          request.objects().describe()
              + " was scanned at "
              + scanned
              + ", so it does not tell what was there at "
              + request.options().at().get());
    }
  }

  /** What the backup left out, or could not read, is not in the snapshot, and may be here. */
  private static void refuseBlindRemovals(RestoreRequest request) throws StocktakeException {
    if (request.options().removesExtra() && request.objects().mayLackEntries()) {
      throw StocktakeException.refused(
          FailureCode.REMOVALS_UNPROVEN,
          request.objects().describe()
              + " does not cover the whole source: filters left parts of it out, or they could not"
              + " be read, so what it does not know cannot be told from what was removed; nothing"
              + " was planned");
    }
  }

  private static void refuseTarget(Path target) throws StocktakeException {
    boolean exists = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
    if (exists && !Files.isDirectory(target)) {
      throw StocktakeException.usage(
          "objects cannot be restored into " + target + ", which is not a directory");
    }
  }

  private static void refuseOut(RestoreRequest request) throws IOException {
    Path target = real(request.target());
    for (Path out : List.of(request.out(), BundleDirectory.workDirectory(request.out()))) {
      Path real = real(out);
      if (real.startsWith(target) || target.startsWith(real)) {
        throw StocktakeException.usage(
            FailureCode.RESTORE_OUT_MISPLACED,
            out + " lies inside the directory to restore into, or around it");
      }
    }
  }
}
