package io.stocktake.planner.restore.paths;

import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.StoredLink;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.restore.RestoreEntry;
import io.stocktake.planner.restore.objects.EntryData;
import io.stocktake.planner.restore.objects.RestoreObject;
import io.stocktake.planner.restore.objects.RowData;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * An object and the path it is restored to.
 *
 * @param object the object
 * @param kind what it becomes
 * @param path its path below the target, or its key below the prefix if there is a problem
 * @param problem why it cannot be restored
 * @param entry what a snapshot knows of the path; none without a snapshot
 */
public record PlacedObject(
    RestoreObject object,
    Kind kind,
    String path,
    Optional<Problem> problem,
    Optional<RestoreEntry> entry) {
  /** What an object becomes. */
  public enum Kind {
    /** A file. */
    FILE,
    /** A symbolic link, see {@link StoredLink}. */
    LINK,
    /** Another name of a file. */
    HARD_LINK,
    /** A directory, of an empty object whose key ends in a slash. */
    DIRECTORY,
    /** The target itself. */
    ROOT
  }

  /** The form in temporary files. */
  public static final ExternalSorter.Codec<PlacedObject> CODEC =
      new ExternalSorter.Codec<>() {
        @Override
        public void write(DataOutputStream out, PlacedObject placed) throws IOException {
          RowData.writeObject(out, placed.object);
          RowData.writeText(out, placed.kind.name());
          RowData.writeText(out, placed.path);
          RowData.writeText(out, placed.problem.map(problem -> problem.kind().code()).orElse(""));
          RowData.writeText(out, placed.problem.map(Problem::detail).orElse(""));
          EntryData.write(out, placed.entry);
        }

        @Override
        public PlacedObject read(DataInputStream in) throws IOException {
          RestoreObject object = RowData.readObject(in);
          Kind kind = Kind.valueOf(RowData.readText(in));
          String path = RowData.readText(in);
          String problem = RowData.readText(in);
          String detail = RowData.readText(in);
          PlacedObject placed =
              new PlacedObject(object, kind, path, Optional.empty(), EntryData.read(in));
          return problem.isEmpty()
              ? placed
              : placed.failed(CodedEnum.parse(Problem.Kind.class, problem), detail);
        }
      };

  /** An object that can be restored, of which no snapshot knows. */
  public PlacedObject(RestoreObject object, Kind kind, String path) {
    this(object, kind, path, Optional.empty(), Optional.empty());
  }

  /** The same, which cannot be restored for this reason. */
  public PlacedObject failed(Problem.Kind why, String detail) {
    return new PlacedObject(object, kind, path, Optional.of(new Problem(path, why, detail)), entry);
  }

  /** The same, as something else. */
  public PlacedObject as(Kind other) {
    return new PlacedObject(object, other, path, problem, entry);
  }

  /** The same at another path. */
  public PlacedObject at(String other) {
    return new PlacedObject(object, kind, other, problem, entry);
  }

  /** The same file of a snapshot, as a hard link of another path of it. */
  public PlacedObject linkedTo(String other) {
    return new PlacedObject(
        object, Kind.HARD_LINK, path, problem, entry.map(known -> known.linkedTo(other)));
  }

  /** The name below a source that a file at this path would be planned by. */
  public String name() {
    return kind == Kind.LINK ? path + StoredLink.SUFFIX : path;
  }

  /** Whether it is a file or a link, and so is compared. */
  public boolean hasContent() {
    return kind == Kind.FILE || kind == Kind.LINK || kind == Kind.HARD_LINK;
  }
}
