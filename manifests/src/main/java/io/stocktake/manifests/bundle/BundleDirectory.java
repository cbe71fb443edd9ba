package io.stocktake.manifests.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.manifests.io.PrivateFiles;
import io.stocktake.manifests.plan.Plan;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The directory of a bundle while it is written: beside the target, whose name it takes only when
 * it is sealed, so that a crash or a full disk leaves no half bundle. A second writer of the same
 * target is kept out.
 */
public final class BundleDirectory implements Closeable {
  private static final String SCRATCH = "scratch";
  private static final String LOCK = "lock";

  /** The JSON document of a restore plan. */
  public static final String RESTORE_JSON = "restore.json";

  /** What follows the name of a JSON document in that of its seal. */
  private static final String SEAL = ".sha256";

  private static final Pattern OURS =
      Pattern.compile(
          SCRATCH
              + "|"
              + Plan.CATALOGUE
              + "|(plan|restore)\\.json(\\.sha256)?"
              + "|(problems|(changes|files)-\\d+)\\.csv(\\.gz)?");

  /** Makes a file, or the names in a directory, outlive a power cut. */
  @FunctionalInterface
  interface Force {
    void force(Path path) throws IOException;
  }

  private final Path target;
  private final Path unfinished;
  private final Force force;
  private final FileChannel lock;
  private boolean sealed;

  /**
   * Begins the directory that will become {@code target}.
   *
   * @param target a directory that does not exist yet, or is empty
   * @param force how files and names are forced to the disk
   * @param isPrivate whether only the owner may read it
   * @throws StocktakeException if something is in the way
   */
  BundleDirectory(Path target, Force force, boolean isPrivate) throws IOException {
    this.target = target.toAbsolutePath().normalize();
    this.unfinished = workDirectory(this.target);
    this.force = force;
    refuseExisting(this.target);
    deleteUnfinished(unfinished);
    if (isPrivate) {
      PrivateFiles.createDirectories(scratch());
    } else {
      Files.createDirectories(scratch());
    }
    this.lock = lock(scratch().resolve(LOCK));
  }

  /** Begins a directory that will become {@code target}, forced to the disk when it is sealed. */
  public static BundleDirectory create(Path target) throws IOException {
    return new BundleDirectory(target, FileTrees::force, false);
  }

  /** Where a bundle is written until it is sealed, beside the place it will have. */
  public static Path workDirectory(Path target) {
    return target.resolveSibling(target.getFileName() + ".unfinished");
  }

  /** A directory for temporary files; gone when the bundle is sealed. */
  public Path scratch() {
    return unfinished.resolve(SCRATCH);
  }

  /** A directory of the bundle for the files of the catalogue, made when it is asked for. */
  Path catalogue() throws IOException {
    return Files.createDirectories(unfinished.resolve(Plan.CATALOGUE));
  }

  /** Forces the files of the catalogue, and their names, to the disk. */
  void forceCatalogue(List<Plan.Part> files) throws IOException {
    for (Plan.Part file : files) {
      force.force(catalogue().resolve(file.name()));
    }
    if (!files.isEmpty()) {
      force.force(catalogue());
    }
  }

  /** Begins a CSV file of the bundle. */
  public PartWriter part(String name, List<String> columns) throws IOException {
    return new PartWriter(unfinished.resolve(name), columns, force);
  }

  /**
   * Completes the bundle, whose parts are all finished: its JSON document, then the digest of that,
   * then the name.
   */
  public void seal(String name, byte[] json) throws IOException {
    write(unfinished.resolve(name), json);
    String digest = Digests.hex(Digests.sha256().digest(json));
    write(unfinished.resolve(name + SEAL), (digest + "\n").getBytes(UTF_8));
    lock.close();
    FileTrees.delete(scratch());
    force.force(unfinished);
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    force.force(target.getParent());
    sealed = true;
  }

  /**
   * A JSON document that agrees with its seal.
   *
   * @param json its bytes
   * @param digest their hex SHA-256
   */
  @SuppressWarnings("ArrayRecordComponent") // lives for one call and is never compared
  public record Sealed(byte[] json, String digest) {}

  /**
   * Reads the JSON document of a bundle and checks it against its seal.
   *
   * @throws StocktakeException if there is no complete bundle or the document was altered
   */
  public static Sealed open(Path directory, String name) throws IOException {
    try {
      byte[] json = Files.readAllBytes(directory.resolve(name));
      String seal = Files.readString(directory.resolve(name + SEAL)).strip();
      String digest = Digests.hex(Digests.sha256().digest(json));
      if (!digest.equals(seal)) {
        throw altered(directory, name);
      }
      return new Sealed(json, digest);
    } catch (NoSuchFileException e) {
      if (!name.equals(RESTORE_JSON) && Files.exists(directory.resolve(RESTORE_JSON))) {
        throw StocktakeException.usage(
            directory
                + " is a restore plan; show, apply, status, report and restore-verify take those");
      }
      throw StocktakeException.usage(
          directory + " holds no complete plan (" + e.getFile() + " is missing)");
    }
  }

  /**
   * Reads a part and compares it with its digest.
   *
   * @throws StocktakeException of kind REFUSED if it is missing or was altered
   */
  public static void verify(Path directory, Plan.Part part) throws IOException {
    Path file = directory.resolve(part.name());
    if (!Files.isRegularFile(file) || !Digests.sha256(file).equals(part.sha256())) {
      throw altered(directory, part.name());
    }
  }

  private static StocktakeException altered(Path directory, String name) {
    return StocktakeException.refused(
        directory.resolve(name)
            + " was altered after the plan was sealed; nothing was done: make a new plan");
  }

  private void write(Path file, byte[] content) throws IOException {
    Files.write(file, content, StandardOpenOption.CREATE_NEW);
    force.force(file);
  }

  /** Whether it has the target's name. */
  boolean isSealed() {
    return sealed;
  }

  /** Without a seal before it, removes all that was written; parts must be closed before. */
  @Override
  public void close() throws IOException {
    if (!sealed) {
      try {
        lock.close();
      } finally {
        FileTrees.delete(unfinished);
      }
    }
  }

  /** Removes what a plan that was killed left behind, if it is that and nothing else. */
  private static void deleteUnfinished(Path unfinished) throws IOException {
    try (Stream<Path> inside = Files.exists(unfinished) ? Files.list(unfinished) : Stream.empty()) {
      Optional<Path> foreign =
          inside.filter(f -> !OURS.matcher(f.getFileName().toString()).matches()).findAny();
      if (foreign.isPresent()) {
        throw StocktakeException.usage(
            foreign.get() + " is not part of an unfinished plan, and in the way of one: move it");
      }
    }
    if (Files.exists(unfinished.resolve(SCRATCH).resolve(LOCK))) {
      lock(unfinished.resolve(SCRATCH).resolve(LOCK)).close();
    }
    FileTrees.delete(unfinished);
  }

  /** Keeps a second plan of the same name out for as long as the channel is open. */
  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // held by this very program
    }
    channel.close();
    throw StocktakeException.refused(
        "another plan is being written to " + file.getParent().getParent() + "; wait for it");
  }

  private static void refuseExisting(Path target) throws IOException {
    try (Stream<Path> inside = Files.exists(target) ? Files.list(target) : Stream.empty()) {
      if (inside.findAny().isPresent()) {
        throw StocktakeException.usage(
            FailureCode.OUT_TAKEN, target + " is not empty, and a plan is never written over");
      }
    } catch (NotDirectoryException e) {
      throw StocktakeException.usage(
          FailureCode.OUT_TAKEN, target + " is a file, and a plan is a directory");
    }
  }
}
