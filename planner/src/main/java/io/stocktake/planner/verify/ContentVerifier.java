package io.stocktake.planner.verify;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.content.Algorithm;
import io.stocktake.manifests.content.ContentDigest;
import io.stocktake.manifests.content.CustomerKeyRequiredException;
import io.stocktake.manifests.content.ObjectInspector;
import io.stocktake.manifests.content.PartBoundaries;
import io.stocktake.manifests.content.StoredChecksum;
import io.stocktake.manifests.content.StoredContent;
import io.stocktake.manifests.io.RateLimiter;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.planner.source.LinkPolicy;
import io.stocktake.planner.source.local.LocalTree;
import io.stocktake.planner.verify.VerificationFinding.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Compares one file with the object of its key as it is now, by the first evidence that decides:
 * the ETag, a checksum that S3 keeps, and if wanted the object's bytes.
 */
final class ContentVerifier {
  private static final int BUFFER = 128 * 1024;

  private final Plan plan;
  private final LocalTree source;
  private final ObjectInspector objects;
  private final RateLimiter limit;
  private final boolean readObjects;

  ContentVerifier(Plan plan, ObjectInspector objects, RateLimiter limit, boolean readObjects) {
    this.plan = plan;
    this.source =
        new LocalTree(
            Path.of(plan.source().root()),
            plan.followsLinks() ? LinkPolicy.FOLLOW : LinkPolicy.SKIP);
    this.objects = objects;
    this.limit = limit;
    this.readObjects = readObjects;
  }

  /** The finding for a row that a plan leaves open. */
  VerificationFinding prove(PlanRow row) {
    try {
      Optional<StoredContent> seen = objects.inspect(row.key());
      if (seen.isEmpty()) {
        return finding(row, Kind.ONLY_HERE, "the object is gone by now");
      }
      if (seen.get().size() != row.size()) {
        return finding(row, Kind.DIFFERS, "the sizes differ by now");
      }
      return compare(row, seen.get(), new PlannedFile(source, plan, row, limit));
    } catch (CustomerKeyRequiredException e) {
      return cannotTell(row, e.getMessage(), FailureCode.CUSTOMER_KEY_REQUIRED);
    } catch (IOException e) {
      return finding(row, Kind.UNREAD, e.getMessage());
    }
  }

  private VerificationFinding compare(PlanRow row, StoredContent seen, PlannedFile file)
      throws IOException {
    Optional<VerificationFinding> proof = byETag(row, seen, file);
    if (proof.isEmpty()) {
      proof = byChecksum(row, seen, file);
    }
    if (proof.isEmpty() && readObjects) {
      proof = Optional.of(byReading(row, seen, file));
    }
    return proof.orElseGet(
        () ->
            cannotTell(
                row,
                row.reason().sentence() + ", and S3 keeps no checksum",
                FailureCode.NO_STORED_CHECKSUM));
  }

  private Optional<VerificationFinding> byETag(PlanRow row, StoredContent seen, PlannedFile file)
      throws IOException {
    ETag etag = seen.etag();
    if (seen.opaque() || !etag.isDigest()) {
      return Optional.empty();
    }
    if (etag.parts() == 0) {
      byte[] md5 = file.read(in -> ContentDigest.whole(Algorithm.MD5, in));
      return Optional.of(decided(row, ETag.ofMd5(md5).equals(etag), "its ETag"));
    }
    Optional<PartBoundaries> cut = objects.parts(row.key(), seen);
    if (!fits(cut, etag.parts(), seen.size())) {
      return Optional.empty();
    }
    byte[] md5 = file.read(in -> ContentDigest.composite(Algorithm.MD5, cut.get(), in));
    boolean same = ETag.ofParts(md5, etag.parts()).equals(etag);
    return same || cut.get().told()
        ? Optional.of(decided(row, same, "its ETag, over the parts it has"))
        : Optional.empty();
  }

  private static boolean fits(Optional<PartBoundaries> cut, int parts, long size) {
    return cut.filter(c -> c.sizes().length == parts && c.total() == size).isPresent();
  }

  private Optional<VerificationFinding> byChecksum(
      PlanRow row, StoredContent seen, PlannedFile file) throws IOException {
    for (StoredChecksum checksum : seen.checksums()) {
      Optional<VerificationFinding> proof =
          checksum.composite()
              ? byParts(row, seen, file, checksum)
              : Optional.of(byWhole(row, file, checksum));
      if (proof.isPresent()) {
        return proof;
      }
    }
    return Optional.empty();
  }

  private static VerificationFinding byWhole(PlanRow row, PlannedFile file, StoredChecksum checksum)
      throws IOException {
    byte[] digest = file.read(in -> ContentDigest.whole(checksum.algorithm(), in));
    return decided(row, isLike(digest, checksum), "its stored " + checksum.algorithm().code());
  }

  private Optional<VerificationFinding> byParts(
      PlanRow row, StoredContent seen, PlannedFile file, StoredChecksum checksum)
      throws IOException {
    Optional<PartBoundaries> cut = objects.parts(row.key(), seen);
    if (cut.isEmpty() || cut.get().total() != seen.size()) {
      return Optional.empty();
    }
    byte[] digest = file.read(in -> ContentDigest.composite(checksum.algorithm(), cut.get(), in));
    boolean same = isLike(digest, checksum);
    return same || cut.get().told()
        ? Optional.of(
            decided(row, same, "its stored " + checksum.algorithm().code() + " of the parts"))
        : Optional.empty();
  }

  /** Of parts, their number stands behind a dash. */
  private static boolean isLike(byte[] digest, StoredChecksum checksum) {
    String text = checksum.base64().replaceFirst("-[0-9]+$", "");
    return Base64.getEncoder().encodeToString(digest).equals(text);
  }

  private VerificationFinding byReading(PlanRow row, StoredContent seen, PlannedFile file)
      throws IOException {
    boolean same =
        file.read(
            in -> {
              try (InputStream object =
                  new BufferedInputStream(objects.open(row.key(), seen), BUFFER)) {
                return areAlike(in, object);
              }
            });
    return decided(row, same, "reading it");
  }

  private static boolean areAlike(InputStream one, InputStream other) throws IOException {
    byte[] here = new byte[BUFFER];
    byte[] there = new byte[BUFFER];
    int read;
    do {
      read = one.readNBytes(here, 0, BUFFER);
      if (other.readNBytes(there, 0, BUFFER) != read
          || !Arrays.equals(here, 0, read, there, 0, read)) {
        return false;
      }
    } while (read > 0);
    return true;
  }

  private static VerificationFinding decided(PlanRow row, boolean same, String by) {
    return finding(row, same ? Kind.SAME : Kind.DIFFERS, "by " + by);
  }

  private static VerificationFinding cannotTell(PlanRow row, String why, FailureCode code) {
    return new VerificationFinding(Kind.CANNOT_TELL, row.key().value(), why, Optional.of(code));
  }

  private static VerificationFinding finding(PlanRow row, Kind kind, String why) {
    return VerificationFinding.of(kind, row.key().value(), why);
  }
}
