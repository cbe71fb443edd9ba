package io.stocktake.manifests.snapshot;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.ConditionalFiles;
import io.stocktake.manifests.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The snapshots below a destination, each in a folder of its own. What has no {@code
 * snapshot.json}, or one that cannot be used, is ignored, and can be told.
 */
public final class SnapshotFolder {
  /** The document that makes a snapshot, written last. */
  public static final String DOCUMENT = "snapshot.json";

  /** The tag of a snapshot whose versions are being removed. */
  public static final String PRUNED = "pruned";

  private static final String TAG = "tag-";
  private static final Pattern TAG_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*");

  private final ConditionalFiles files;

  /**
   * What is listed below a destination.
   *
   * @param snapshots those that are sealed, from the oldest to the newest
   * @param ignored what is there and is no snapshot, each with why
   * @param tags names given to snapshots, by id
   */
  public record Listing(
      List<Snapshot> snapshots, List<Ignored> ignored, Map<String, Set<String>> tags) {
    /** The names given to a snapshot. */
    public Set<String> tags(Snapshot snapshot) {
      return tags.getOrDefault(snapshot.id(), Set.of());
    }

    /** Those that are not being pruned. */
    public List<Snapshot> whole() {
      return snapshots.stream().filter(snapshot -> !tags(snapshot).contains(PRUNED)).toList();
    }

    /** The snapshot of this id or tag; several may have the same tag, then the newest. */
    public Optional<Snapshot> find(String name) {
      return snapshots.stream()
          .filter(snapshot -> snapshot.id().equals(name))
          .findFirst()
          .or(
              () ->
                  snapshots.stream()
                      .filter(snapshot -> tags(snapshot).contains(name))
                      .reduce((older, newer) -> newer));
    }
  }

  /**
   * A folder that holds no snapshot.
   *
   * @param id its name
   * @param why what is wrong, in a sentence
   * @param sealed whether it has a document, and so was a snapshot, or is one of another version;
   *     not of one that is being pruned
   */
  public record Ignored(String id, String why, boolean sealed) {}

  /** The snapshots in the folder {@code .stocktake/snapshots/} of a destination. */
  public SnapshotFolder(ConditionalFiles files) {
    this.files = files;
  }

  /** Lists them: one listing of names, and {@code snapshot.json} of each. */
  public Listing list() throws IOException {
    Map<String, Set<String>> folders = folders();
    List<Snapshot> snapshots = new ArrayList<>();
    List<Ignored> ignored = new ArrayList<>();
    Map<String, Set<String>> tags = new TreeMap<>();
    for (Map.Entry<String, Set<String>> folder : folders.entrySet()) {
      String id = folder.getKey();
      try {
        snapshots.add(checked(id, folders));
        tags.put(id, tags(folder.getValue()));
      } catch (StocktakeException e) {
        if (e.kind() == StocktakeException.Kind.ENVIRONMENT) {
          throw e;
        }
        ignored.add(new Ignored(id, e.getMessage(), isSealed(folder.getValue())));
      }
    }
    snapshots.sort(Snapshot.ORDER);
    return new Listing(List.copyOf(snapshots), List.copyOf(ignored), tags);
  }

  /**
   * The newest snapshot of a source, as far as one can be used.
   *
   * @param root the source
   * @param destination where it was brought to
   */
  public Optional<Snapshot> newest(String root, Plan.Destination destination) throws IOException {
    NavigableMap<String, Set<String>> folders = folders();
    for (String id : folders.descendingKeySet()) {
      Optional<Snapshot> snapshot = usable(() -> checked(id, folders));
      if (snapshot.filter(found -> found.isOf(root, destination)).isPresent()) {
        return snapshot;
      }
    }
    return Optional.empty();
  }

  /** The full snapshot behind one: itself, or the one that it changes, if that can be used. */
  public Optional<Snapshot> full(Snapshot snapshot) throws IOException {
    return snapshot.baseId().isEmpty()
        ? Optional.of(snapshot)
        : usable(() -> read(snapshot.base())).filter(base -> base.baseId().isEmpty());
  }

  /** Reads a snapshot. */
  private interface Reading {
    Snapshot read() throws IOException;
  }

  /** Nothing for one that is torn or foreign; a store that does not answer is another matter. */
  private static Optional<Snapshot> usable(Reading reading) throws IOException {
    try {
      return Optional.of(reading.read());
    } catch (StocktakeException e) {
      if (e.kind() == StocktakeException.Kind.ENVIRONMENT) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /**
   * The last snapshot that was sealed of a plan, where several applies of it stored ever more.
   *
   * @param taken when the plan was made
   * @param digest hex SHA-256 of the plan
   * @throws StocktakeException of kind USAGE if what has its name is something else
   */
  public Optional<Snapshot> ofPlan(String taken, String digest) throws IOException {
    Map<String, Set<String>> folders = folders();
    Optional<Snapshot> last = Optional.empty();
    int number = 1;
    String id = Snapshot.id(taken, digest, number);
    while (folders.getOrDefault(id, Set.of()).contains(DOCUMENT)) {
      last = Optional.of(read(id));
      id = Snapshot.id(taken, digest, ++number);
    }
    return last;
  }

  private static boolean isSealed(Set<String> names) {
    return names.contains(DOCUMENT) && !names.contains(TAG + PRUNED);
  }

  /** The snapshot with its parts all there, by name at least, and those of its base. */
  private Snapshot checked(String id, Map<String, Set<String>> folders) throws IOException {
    Set<String> there = folders.get(id);
    if (!there.contains(DOCUMENT)) {
      throw StocktakeException.usage(
          files.describe(id + "/" + DOCUMENT)
              + " is not there: sealing it was interrupted; the next apply of its plan ends it");
    }
    Snapshot snapshot = read(id);
    requireParts(snapshot, there);
    if (snapshot.baseId().isPresent()) {
      String base = snapshot.base();
      if (!folders.getOrDefault(base, Set.of()).contains(DOCUMENT)) {
        throw StocktakeException.usage(
            "the snapshot " + id + " changes the snapshot " + base + ", which is not there");
      }
    }
    return snapshot;
  }

  private void requireParts(Snapshot snapshot, Set<String> there) throws StocktakeException {
    for (Plan.Part part :
        Stream.concat(snapshot.parts().stream(), snapshot.removed().stream()).toList()) {
      if (!there.contains(part.name())) {
        throw missing(snapshot.id(), part);
      }
    }
  }

  private StocktakeException missing(String id, Plan.Part part) {
    return StocktakeException.usage(
        files.describe(id + "/" + part.name()) + " is missing, a part of the snapshot " + id);
  }

  /** Names of files by the folder they are in. */
  private NavigableMap<String, Set<String>> folders() throws IOException {
    NavigableMap<String, Set<String>> folders = new TreeMap<>();
    for (String path : files.listAll()) {
      int slash = path.indexOf('/');
      if (slash > 0 && ID.matcher(path.substring(0, slash)).matches()) {
        folders
            .computeIfAbsent(path.substring(0, slash), id -> new TreeSet<>())
            .add(path.substring(slash + 1));
      }
    }
    return folders;
  }

  private static Set<String> tags(Set<String> names) {
    Set<String> tags = new TreeSet<>();
    for (String name : names) {
      if (name.startsWith(TAG)) {
        tags.add(name.substring(TAG.length()));
      }
    }
    return tags;
  }

  /**
   * Reads the document of a snapshot.
   *
   * @throws StocktakeException of kind USAGE if it is not there, torn, or foreign
   */
  public Snapshot read(String id) throws IOException {
    if (!ID.matcher(id).matches()) {
      throw StocktakeException.usage("'" + id + "' is not the name of a snapshot");
    }
    String name = id + "/" + DOCUMENT;
    Path local = Files.createTempFile("stocktake-snapshot-", ".json");
    try {
      if (files.fetch(name, local).isEmpty()) {
        throw StocktakeException.usage(
            files.describe(name) + " is not there: there is no such snapshot");
      }
      return Snapshot.parse(Files.readAllBytes(local), id, files.describe(name));
    } finally {
      Files.deleteIfExists(local);
    }
  }

  /**
   * Opens a snapshot for reading: its rows, merged with those of its base.
   *
   * @param scratch a directory that parts are fetched into, one of each kind at a time
   */
  public SnapshotReader open(Snapshot snapshot, Path scratch) throws IOException {
    return new SnapshotReader(merge(snapshot, scratch));
  }

  /**
   * Opens a snapshot together with the full one that it changes.
   *
   * @param scratch a directory that parts are fetched into, one of each kind at a time
   */
  public SnapshotMerge merge(Snapshot snapshot, Path scratch) throws IOException {
    Optional<String> base = snapshot.baseId();
    if (base.isEmpty()) {
      return SnapshotMerge.full(snapshot, parts(snapshot.id(), scratch));
    }
    Snapshot full = read(base.get());
    if (full.baseId().isPresent()) {
      throw StocktakeException.usage(
          "the snapshot " + full.id() + " is not a full one, but " + snapshot.id() + " changes it");
    }
    return SnapshotMerge.delta(
        full, parts(full.id(), scratch), snapshot, parts(snapshot.id(), scratch));
  }

  private FetchedParts parts(String id, Path scratch) {
    return new FetchedParts(files, id, scratch);
  }

  /**
   * The files of a snapshot as they are now, its tags among them.
   *
   * @return their ETags, by name below the folder of all snapshots
   */
  public Map<String, ETag> files(Snapshot snapshot) throws IOException {
    Map<String, ETag> found = new TreeMap<>();
    for (String name : folders().getOrDefault(snapshot.id(), Set.of())) {
      String file = snapshot.id() + "/" + name;
      files.head(file).ifPresent(seen -> found.put(file, seen.etag()));
    }
    return found;
  }

  /**
   * Gives a snapshot a name, by an object beside its document.
   *
   * @return whether it did not have that name before
   * @throws StocktakeException of kind USAGE if there is no such snapshot, or the name is none
   */
  public boolean tag(Snapshot snapshot, String name) throws IOException {
    if (!TAG_NAME.matcher(name).matches()) {
      throw StocktakeException.usage(
          "'" + name + "' cannot be a tag: use letters, digits, dots, dashes and underscores");
    }
    Path local = Files.createTempFile("stocktake-tag-", ".txt");
    try {
      Files.writeString(local, name + "\n");
      String file = snapshot.id() + "/" + TAG + name;
      if (files.head(file).isPresent()) {
        return false;
      }
      return files.put(file, local, 0, Files.size(local), Optional.empty()).isPresent();
    } finally {
      Files.deleteIfExists(local);
    }
  }
}
