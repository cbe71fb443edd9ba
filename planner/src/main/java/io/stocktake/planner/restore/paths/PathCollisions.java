package io.stocktake.planner.restore.paths;

import io.stocktake.manifests.io.IOConsumer;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.restore.RestoreRow;
import io.stocktake.planner.restore.paths.PlacedObject.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds objects that need the same path: a directory goes before a file or link of its name, and of
 * two files none is taken. Takes objects in {@link #ORDER}, and hands on all of them.
 */
public final class PathCollisions implements IOConsumer<PlacedObject> {
  /** By path, name by name, so that what a directory holds comes right behind its name. */
  public static final Comparator<PlacedObject> ORDER =
      Comparator.comparing(PlacedObject::path, RestoreRow::comparePaths)
          .thenComparing(placed -> placed.object().key());

  /** More objects of one path than this are of a damaged inventory. */
  private static final int KEPT = 1000;

  private final IOConsumer<PlacedObject> next;
  private final List<PlacedObject> samePath = new ArrayList<>();
  private Optional<PlacedObject> firstOfPath = Optional.empty();

  /** Hands objects on, those that collide as failed. */
  public PathCollisions(IOConsumer<PlacedObject> next) {
    this.next = next;
  }

  @Override
  public void accept(PlacedObject placed) throws IOException {
    if (firstOfPath.isPresent() && !firstOfPath.get().path().equals(placed.path())) {
      boolean below = placed.path().startsWith(firstOfPath.get().path() + "/");
      finish(below ? Optional.of(placed) : Optional.empty());
    }
    if (samePath.size() == KEPT) {
      next.accept(twice(placed, samePath.get(0)));
      return;
    }
    firstOfPath = firstOfPath.or(() -> Optional.of(placed));
    samePath.add(placed);
  }

  /** Hands on the objects of the last path. */
  public void finish() throws IOException {
    finish(Optional.empty());
  }

  private void finish(Optional<PlacedObject> below) throws IOException {
    Optional<PlacedObject> directory =
        samePath.stream().filter(placed -> placed.kind() == Kind.DIRECTORY).findFirst();
    for (PlacedObject placed : samePath) {
      next.accept(judged(placed, directory, directory.or(() -> below)));
    }
    samePath.clear();
    firstOfPath = Optional.empty();
  }

  /**
   * Judges an object.
   *
   * @param folder the mark of a directory of its path
   * @param directory that mark, or an object of a path below it
   */
  private PlacedObject judged(
      PlacedObject placed, Optional<PlacedObject> folder, Optional<PlacedObject> directory) {
    if (placed.kind() == Kind.DIRECTORY) {
      return isFirstFolder(placed) ? placed : twice(placed, folder.orElseThrow());
    }
    if (directory.isPresent()) {
      return placed.failed(
          Problem.Kind.PATH_COLLISION,
          "the path is a directory as well, of the object " + directory.get().object().key());
    }
    return samePath.size() == 1 ? placed : twice(placed, other(placed));
  }

  /** One with another key, if there is one. */
  private PlacedObject other(PlacedObject placed) {
    return samePath.stream()
        .filter(other -> !other.object().key().equals(placed.object().key()))
        .findFirst()
        .orElse(placed);
  }

  @SuppressWarnings("ReferenceEquality") // equal rows of a damaged inventory are still two
  private boolean isFirstFolder(PlacedObject placed) {
    for (PlacedObject other : samePath) {
      if (other.kind() == Kind.DIRECTORY) {
        return other == placed;
      }
    }
    return false;
  }

  private static PlacedObject twice(PlacedObject placed, PlacedObject other) {
    String key = other.object().key();
    return placed.object().key().equals(key)
        ? placed.failed(Problem.Kind.OBJECT_UNKNOWN, "the inventory lists it more than once")
        : placed.failed(Problem.Kind.PATH_COLLISION, "the object " + key + " has the same path");
  }
}
