package io.stocktake.planner.restore.paths;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.CatalogueObject;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.EntryKind;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.restore.RestoreEntry;
import io.stocktake.manifests.rules.EncryptedNames;
import io.stocktake.planner.reconcile.ETagWorth;
import io.stocktake.planner.restore.objects.RestoreObject;
import io.stocktake.planner.restore.paths.PlacedObject.Kind;
import java.util.Optional;

/**
 * The path of each entry of a snapshot, which is the one that it had in the source. What else may
 * need the same path, {@link PathCollisions} tells. Pure.
 *
 * @param prefix what is cut off keys; empty, or ending in a slash
 * @param renamesUnsafe whether a name that the target cannot have gets one that is encoded
 */
public record EntryPlacement(String prefix, boolean renamesUnsafe) {
  /** Places an entry whose key begins with the prefix. */
  public PlacedObject place(CatalogueRow row) {
    Optional<String> link = row.linkTarget().map(Bytes::toString);
    PlacedObject placed =
        new PlacedObject(
            object(row),
            kind(row.kind()),
            path(row),
            Optional.empty(),
            Optional.of(new RestoreEntry(row.attributes(), link)));
    Optional<PlacedObject> failed = failed(row, placed);
    if (failed.isPresent()) {
      return failed.get();
    }
    if (placed.path().isEmpty()) {
      return placed.as(Kind.ROOT);
    }
    return new KeyPlacement(prefix, renamesUnsafe).safe(placed);
  }

  private static Kind kind(EntryKind kind) {
    return switch (kind) {
      case FILE, SPECIAL -> Kind.FILE;
      case DIRECTORY -> Kind.DIRECTORY;
      case LINK -> Kind.LINK;
    };
  }

  private String path(CatalogueRow row) {
    if (row.path().isPresent()) {
      return row.path().get().toString();
    }
    String name = row.key().substring(prefix.length());
    return row.kind() == EntryKind.DIRECTORY && name.endsWith("/")
        ? name.substring(0, name.length() - 1)
        : name;
  }

  /** Of a link that the snapshot knows whole, the object that would hold it: its target as text. */
  private RestoreObject object(CatalogueRow row) {
    boolean encrypted = row.object().isPresent() && EncryptedNames.isOf(row.key(), path(row));
    Optional<byte[]> link = row.linkTarget().map(Bytes::toArray);
    return new RestoreObject(
        row.key(),
        link.isPresent() ? link.get().length : row.size(),
        link.map(text -> new ETag(Digests.hex(Digests.md5().digest(text))))
            .or(() -> row.object().map(CatalogueObject::etag)),
        encrypted ? ETagWorth.OPAQUE : ETagWorth.TRANSPARENT,
        false,
        row.object().flatMap(CatalogueObject::versionId),
        Optional.of(row.attributes().mtime()));
  }

  private static Optional<PlacedObject> failed(CatalogueRow row, PlacedObject placed) {
    if (row.kind() == EntryKind.SPECIAL) {
      return Optional.of(
          placed.failed(
              Problem.Kind.SPECIAL_FILE, "a snapshot lists devices, pipes and sockets only"));
    }
    boolean isText =
        row.path().filter(path -> !isText(path)).isEmpty()
            && row.linkTarget().filter(link -> !isText(link)).isEmpty();
    if (!isText) {
      return Optional.of(
          placed.failed(
              Problem.Kind.KEY_IS_NO_PATH, "its name, or the target of the link, is not UTF-8"));
    }
    if (placed.hasContent() && !placed.object().isKnown()) {
      return Optional.of(
          placed.failed(
              Problem.Kind.OBJECT_UNKNOWN, "no object held the file when the snapshot was sealed"));
    }
    return Optional.empty();
  }

  private static boolean isText(Bytes bytes) {
    return Bytes.of(new String(bytes.toArray(), UTF_8)).equals(bytes);
  }
}
