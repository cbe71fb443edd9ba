package io.stocktake.planner.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ETag;
import io.stocktake.planner.checksums.Checksums;
import io.stocktake.planner.compare.remote.CopySourceIndex;
import io.stocktake.planner.compare.remote.RemoteIndex;
import io.stocktake.planner.reconcile.RemoteFacts;
import io.stocktake.planner.reconcile.RemoteObject;
import io.stocktake.planner.request.KeyMapping;
import java.util.Optional;

/**
 * The objects that files are compared with.
 *
 * @param mapping which key a file maps to
 * @param remote the objects of the destination
 * @param checksums what is known of their content besides ETags
 * @param copies the objects that may be copied instead of uploading files
 */
public record ComparedSides(
    KeyMapping mapping, RemoteIndex remote, Checksums checksums, Optional<CopySourceIndex> copies) {
  RemoteFacts facts(KeyedFile file, RemoteObject object) {
    return new RemoteFacts(
        object,
        object.evident() && !checksums.isEmpty()
            ? checksums.md5(file.mapped().getBytes(UTF_8), object.etag())
            : Optional.empty());
  }

  /** The MD5 that a file had when it was sent, if it is known and the file did not change since. */
  Optional<ETag> sent(KeyedFile file) {
    return checksums.isEmpty()
        ? Optional.empty()
        : file.walked()
            .identity()
            .flatMap(identity -> checksums.md5(file.mapped().getBytes(UTF_8), identity));
  }
}
