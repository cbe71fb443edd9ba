package io.stocktake.executor.restore.attributes;

import io.stocktake.executor.restore.local.AttributeChange;
import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.EntryAttributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Gives restored files the attributes that their objects keep: first owner and group, since a
 * change of those clears special bits, then ACLs and other extended attributes, then the time, then
 * the mode, which may take the right to do any of it. Owners are set by root alone, by name where a
 * snapshot knows it, else by number. Without stored attributes a file keeps those it was written
 * with.
 */
public final class AttributeRestorer {
  private static final int PERMISSIONS = 0777;
  private static final int MODE_BITS = StoredAttributes.MODE_BITS;
  private static final int TYPE_BITS = 0170000;
  private static final int LINK = 0120000;

  /** The mode of files whose objects tell none, less what the process's umask takes. */
  private static final int USUAL_MODE = 0666;

  private static final Path PROCESS = Path.of("/proc/self");

  private final boolean specialBits;
  private final boolean owners;
  private final int umask;
  private final OwnerNames names = new OwnerNames();

  /**
   * A restorer.
   *
   * @param specialBits whether to restore setuid, setgid and sticky bits
   */
  public AttributeRestorer(boolean specialBits) {
    this.specialBits = specialBits;
    this.owners = isRoot();
    this.umask = umask();
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(PROCESS, "unix:uid").equals(0);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** The umask as Linux tells it; that of most systems where it does not. */
  private static int umask() {
    try {
      return Files.readAllLines(PROCESS.resolve("status")).stream()
          .filter(line -> line.startsWith("Umask:"))
          .findFirst()
          .map(line -> Integer.parseInt(line.substring(6).strip(), 8))
          .orElse(022);
    } catch (IOException | NumberFormatException e) {
      return 022;
    }
  }

  /** The change that gives a new file what its object's metadata says. */
  public AttributeChange ofFile(Map<String, String> metadata) {
    StoredAttributes stored = StoredAttributes.of(metadata);
    return path -> {
      setOwner(path, stored);
      setTime(path, stored);
      setMode(path, stored.mode().orElse(USUAL_MODE & ~umask));
    };
  }

  /** The change that gives a file, link or directory what a snapshot knows of it. */
  public AttributeChange of(EntryAttributes known) {
    return path -> {
      if (owners) {
        setOwner(path, known);
      }
      boolean link = (known.mode() & TYPE_BITS) == LINK;
      if (!link) {
        ExtendedAttributeWriter.set(path, wanted(known.xattrs()));
      }
      setTime(path, known.mtime());
      if (!link) {
        setMode(path, known.mode());
      }
    };
  }

  /** Those of the system give rights, as special bits do. */
  private Map<String, Bytes> wanted(Map<String, Bytes> known) {
    Map<String, Bytes> wanted = new TreeMap<>(known);
    wanted.keySet().removeIf(name -> !specialBits && name.startsWith("security."));
    return wanted;
  }

  /** Names count before numbers, which may be of another machine. */
  private void setOwner(Path path, EntryAttributes known) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    Optional<UserPrincipal> owner = names.owner(known.owner());
    if (owner.isPresent()) {
      view.setOwner(owner.get());
    } else {
      set(path, "unix:uid", (int) known.uid());
    }
    Optional<GroupPrincipal> group = names.group(known.group());
    if (group.isPresent()) {
      view.setGroup(group.get());
    } else {
      set(path, "unix:gid", (int) known.gid());
    }
  }

  /** The change that gives a directory what its object's metadata says. */
  public AttributeChange ofDirectory(Map<String, String> metadata) {
    StoredAttributes stored = StoredAttributes.of(metadata);
    return path -> {
      setOwner(path, stored);
      OptionalInt mode = stored.mode();
      setTime(path, stored);
      if (mode.isPresent()) {
        setMode(path, mode.getAsInt());
      }
    };
  }

  private void setOwner(Path path, StoredAttributes stored) throws IOException {
    if (owners && stored.uid().isPresent()) {
      set(path, "unix:uid", stored.uid().getAsInt());
    }
    if (owners && stored.gid().isPresent()) {
      set(path, "unix:gid", stored.gid().getAsInt());
    }
  }

  private void setMode(Path path, int mode) throws IOException {
    int now = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    int special = specialBits ? mode : mode & now; // what is there already may stay
    set(path, "unix:mode", (mode & PERMISSIONS) | (special & ~PERMISSIONS & MODE_BITS));
  }

  private static void set(Path path, String attribute, int value) throws IOException {
    Files.setAttribute(path, attribute, value, LinkOption.NOFOLLOW_LINKS);
  }

  private static void setTime(Path path, StoredAttributes stored) throws IOException {
    if (stored.mtime().isPresent()) {
      setTime(path, stored.mtime().get());
    }
  }

  private static void setTime(Path path, Instant mtime) throws IOException {
    Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(FileTime.from(mtime), null, null);
  }
}
