package io.stocktake.planner.source.local;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.EntryAttributes;
import io.stocktake.manifests.catalogue.EntryKind;
import io.stocktake.manifests.io.SystemErrors;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.files.ExtendedAttributes;
import io.stocktake.planner.files.FileIdentity;
import io.stocktake.planner.files.OwnerNames;
import io.stocktake.planner.files.RawPaths;
import io.stocktake.planner.files.Stat;
import io.stocktake.planner.source.AttributePolicy;
import io.stocktake.planner.source.FileSink;
import io.stocktake.planner.source.LinkPolicy;
import io.stocktake.planner.source.WalkOptions;
import io.stocktake.planner.source.WalkedEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes entries with attributes of what a stat says; used by several threads. */
final class EntryRecorder {
  /** An odd number without a pattern, to keep devices apart: 2^64 by the golden ratio. */
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  private static final EntryAttributes UNKNOWN =
      new EntryAttributes(0, 0, 0, "", "", Instant.EPOCH, 0, Map.of());

  private final Path root;
  private final AttributePolicy policy;
  private final boolean follows;
  private final FileSink sink;
  private final OwnerNames names = new OwnerNames();

  /**
   * A recorder of entries below a root.
   *
   * @param sink takes the problems
   * @throws StocktakeException if this machine cannot tell what the options ask for
   */
  EntryRecorder(Path root, WalkOptions walkOptions, FileSink sink) throws StocktakeException {
    this.root = root;
    this.policy = walkOptions.attributes();
    this.follows = walkOptions.links() == LinkPolicy.FOLLOW;
    this.sink = sink;
    if (policy.wantsExtended() && !ExtendedAttributes.readable()) {
      throw StocktakeException.usage(
          "extended attributes and access control lists can be read on Linux alone, in a UTF-8"
              + " locale, by a JVM that opens java.base/sun.nio.fs");
    }
  }

  /**
   * Makes an entry, or none where no attributes are asked for. What cannot be read of its extended
   * attributes is a problem, and the entry has none.
   *
   * @param name its name, as {@link WalkedEntry} has it
   * @param raw the bytes of its path, where they are not those of the name
   * @param stat what is known of it, with the ownership
   * @param file where it is
   */
  Optional<WalkedEntry> entry(String name, Optional<Bytes> raw, Stat stat, Path file)
      throws IOException {
    if (!policy.wanted()) {
      return Optional.empty();
    }
    return Optional.of(
        new WalkedEntry(
            name,
            raw,
            kind(stat.kind()),
            stat.kind() == Stat.Kind.FILE ? stat.size() : 0,
            attributes(stat, extended(name, stat, file)),
            stat.kind() == Stat.Kind.LINK ? target(file) : Optional.empty()));
  }

  /** What the directory has, but nothing else is known of: it may be a file, and is not lost. */
  Optional<WalkedEntry> unknown(String name, Optional<Bytes> raw) {
    return policy.wanted()
        ? Optional.of(new WalkedEntry(name, raw, EntryKind.FILE, 0, UNKNOWN, Optional.empty()))
        : Optional.empty();
  }

  /** A link that is gone by now, or cannot be read, has no target. */
  private static Optional<Bytes> target(Path link) {
    try {
      return Optional.of(Bytes.of(RawPaths.target(link)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private EntryAttributes attributes(Stat stat, Map<String, Bytes> extended) {
    Stat.Ownership owned = stat.owned().orElseThrow();
    return new EntryAttributes(
        owned.mode(),
        owned.uid(),
        owned.gid(),
        names.owner(owned.uid()),
        names.group(owned.gid()),
        stat.mtime().toInstant(),
        hardLink(stat, owned),
        extended);
  }

  /** Links have none that their owner could set, and to open what is special has effects. */
  private Map<String, Bytes> extended(String name, Stat stat, Path file) throws IOException {
    boolean plain = stat.kind() == Stat.Kind.FILE || stat.kind() == Stat.Kind.DIRECTORY;
    if (!plain || !policy.wantsExtended()) {
      return Map.of();
    }
    Map<String, Bytes> extended = new TreeMap<>();
    try {
      ExtendedAttributes.read(root, file, follows, policy::wantsExtended)
          .forEach((attribute, value) -> extended.put(attribute, Bytes.of(value)));
    } catch (IOException e) {
      String path = name.isEmpty() ? "." : name;
      sink.problem(new Problem(path, Problem.Kind.UNREADABLE_ATTRIBUTES, SystemErrors.reason(e)));
      return Map.of();
    }
    return extended;
  }

  /** Directories have a link for each directory in them, but one name. */
  private static long hardLink(Stat stat, Stat.Ownership owned) {
    return owned.links() > 1 && stat.kind() != Stat.Kind.DIRECTORY
        ? group(stat.identity().orElseThrow())
        : 0;
  }

  /** Inodes of one device keep different numbers; devices are few, and far apart. */
  private static long group(FileIdentity identity) {
    long group = identity.inode() ^ (identity.device() * SPREAD);
    return group == 0 ? SPREAD : group;
  }

  private static EntryKind kind(Stat.Kind kind) {
    return switch (kind) {
      case FILE -> EntryKind.FILE;
      case DIRECTORY -> EntryKind.DIRECTORY;
      case LINK -> EntryKind.LINK;
      case OTHER -> EntryKind.SPECIAL;
    };
  }
}
