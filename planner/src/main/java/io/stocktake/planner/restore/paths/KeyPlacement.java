package io.stocktake.planner.restore.paths;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StoredLink;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.restore.objects.RestoreObject;
import io.stocktake.planner.restore.paths.PlacedObject.Kind;
import java.util.Optional;

/**
 * The path of each key by itself; what else may need the same path, {@link PathCollisions} tells.
 * Pure.
 *
 * @param prefix what is cut off keys; empty, or ending in a slash
 * @param renamesUnsafe whether a key that is no path gets one that is encoded
 */
public record KeyPlacement(String prefix, boolean renamesUnsafe) {
  /** The longest target of a link that Linux has, in bytes. */
  private static final int MAX_LINK = 4096;

  /** Places an object whose key begins with the prefix. */
  public PlacedObject place(RestoreObject object) {
    String name = object.key().substring(prefix.length());
    boolean folder = (name.isEmpty() || name.endsWith("/")) && object.size() == 0;
    PlacedObject asIs = new PlacedObject(object, Kind.FILE, name, Optional.empty());
    if (name.isEmpty()) {
      return folder
          ? new PlacedObject(object, Kind.ROOT, name, Optional.empty())
          : asIs.failed(Problem.Kind.KEY_IS_NO_PATH, "its key is the prefix itself");
    }
    if (!object.isKnown()) {
      return asIs.failed(
          Problem.Kind.OBJECT_UNKNOWN, "the inventory does not say its size or its ETag");
    }
    if (folder) {
      return placed(asIs, Kind.DIRECTORY, name.substring(0, name.length() - 1));
    }
    return isLink(name, object.size())
        ? placed(asIs, Kind.LINK, name.substring(0, name.length() - StoredLink.SUFFIX.length()))
        : placed(asIs, Kind.FILE, name);
  }

  private static boolean isLink(String name, long size) {
    int end = name.length() - StoredLink.SUFFIX.length();
    return name.endsWith(StoredLink.SUFFIX)
        && end > 0
        && name.charAt(end - 1) != '/'
        && size > 0
        && size <= MAX_LINK;
  }

  private PlacedObject placed(PlacedObject asIs, Kind kind, String name) {
    Optional<String> flaw = PathNames.flaw(name);
    if (flaw.isEmpty()) {
      return new PlacedObject(asIs.object(), kind, name, Optional.empty());
    }
    String encoded = PathNames.encoded(name);
    if (!renamesUnsafe || PathNames.flaw(encoded).isPresent()) {
      return asIs.failed(Problem.Kind.KEY_IS_NO_PATH, flaw.get());
    }
    PlacedObject renamed = new PlacedObject(asIs.object(), kind, encoded, Optional.empty());
    return (prefix + renamed.name()).getBytes(UTF_8).length > ObjectKey.MAX_BYTES
        ? asIs.failed(
            Problem.Kind.KEY_IS_NO_PATH, flaw.get() + "; with that encoded it is too long")
        : renamed;
  }
}
