package io.stocktake.executor.restore.attributes;

import io.stocktake.executor.restore.local.AttributeChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Gives restored files the attributes that their objects keep: first owner and group, since a
 * change of those clears special bits, then the mode, then the time. Owners are set by root alone,
 * by number. Without stored attributes a file keeps those it was written with.
 */
public final class AttributeRestorer {
  private static final int PERMISSIONS = 0777;

  /** The mode of files whose objects tell none, less what the process's umask takes. */
  private static final int USUAL_MODE = 0666;

  private static final Path PROCESS = Path.of("/proc/self");

  private final boolean specialBits;
  private final boolean owners;
  private final int umask;

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
      setMode(path, stored.mode().orElse(USUAL_MODE & ~umask));
      setTime(path, stored);
    };
  }

  /** The change that gives a directory what its object's metadata says. */
  public AttributeChange ofDirectory(Map<String, String> metadata) {
    StoredAttributes stored = StoredAttributes.of(metadata);
    return path -> {
      setOwner(path, stored);
      OptionalInt mode = stored.mode();
      if (mode.isPresent()) {
        setMode(path, mode.getAsInt());
      }
      setTime(path, stored);
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
    set(path, "unix:mode", mode & (specialBits ? StoredAttributes.MODE_BITS : PERMISSIONS));
  }

  private static void set(Path path, String attribute, int value) throws IOException {
    Files.setAttribute(path, attribute, value, LinkOption.NOFOLLOW_LINKS);
  }

  private static void setTime(Path path, StoredAttributes stored) throws IOException {
    if (stored.mtime().isPresent()) {
      FileTime time = FileTime.from(stored.mtime().get());
      Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(time, null, null);
    }
  }
}
