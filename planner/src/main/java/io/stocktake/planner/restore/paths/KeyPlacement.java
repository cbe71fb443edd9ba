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
    PlacedObject asIs = new PlacedObject(object, Kind.FILE, name);
    if (name.isEmpty()) {
      return folder
          ? asIs.as(Kind.ROOT)
          : asIs.failed(Problem.Kind.KEY_IS_NO_PATH, "its key is the prefix itself");
    }
    if (!object.isKnown()) {
      return asIs.failed(
          Problem.Kind.OBJECT_UNKNOWN, "the inventory does not say its size or its ETag");
    }
    if (folder) {
      return safe(new PlacedObject(object, Kind.DIRECTORY, name.substring(0, name.length() - 1)));
    }
    return isLink(name, object.size())
        ? safe(
            new PlacedObject(
                object, Kind.LINK, name.substring(0, name.length() - StoredLink.SUFFIX.length())))
        : safe(asIs);
  }

  private static boolean isLink(String name, long size) {
    int end = name.length() - StoredLink.SUFFIX.length();
    return name.endsWith(StoredLink.SUFFIX)
        && end > 0
        && name.charAt(end - 1) != '/'
        && size > 0
        && size <= MAX_LINK;
  }

  /** Gives an object whose path the target cannot have one that it can, or a problem. */
  PlacedObject safe(PlacedObject placed) {
    Optional<String> flaw = PathNames.flaw(placed.path());
    if (flaw.isEmpty()) {
      return placed;
    }
    String encoded = PathNames.encoded(placed.path());
    if (!renamesUnsafe || PathNames.flaw(encoded).isPresent()) {
      return failed(placed, flaw.get());
    }
    PlacedObject renamed = placed.at(encoded);
    return (prefix + renamed.name()).getBytes(UTF_8).length > ObjectKey.MAX_BYTES
        ? failed(placed, flaw.get() + "; with that encoded it is too long")
        : renamed;
  }

  /** A problem is listed under the key below the prefix. */
  private PlacedObject failed(PlacedObject placed, String why) {
    return placed
        .at(placed.object().key().substring(prefix.length()))
        .failed(Problem.Kind.KEY_IS_NO_PATH, why);
  }
}
