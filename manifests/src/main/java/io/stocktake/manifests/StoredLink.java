package io.stocktake.manifests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Symbolic links kept as objects, as {@code rclone --links} does: under the link's name with {@link
 * #SUFFIX}, the content is the text of the target, without a line end.
 */
public final class StoredLink {
  /** What a link's name has behind it as a key. */
  public static final String SUFFIX = ".rclonelink";

  private StoredLink() {}

  /**
   * Where the file of a name is: a link if the name is one with the suffix and no file has it.
   *
   * @param root the directory that names are below
   * @param name a path below it
   */
  public static Path locate(Path root, String name) {
    Path file = root.resolve(name);
    int end = name.length() - SUFFIX.length();
    boolean suffixed = name.endsWith(SUFFIX) && end > 0 && name.charAt(end - 1) != '/';
    if (!suffixed || Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return file;
    }
    Path link = root.resolve(name.substring(0, end));
    return Files.isSymbolicLink(link) ? link : file;
  }

  /** Whether a path is that of a link that has this name. */
  public static boolean is(Path path, String name) {
    return name.endsWith(path.getFileName() + SUFFIX);
  }

  /**
   * The target of a link in UTF-8.
   *
   * @throws IOException if it is no link, or its target is not UTF-8
   */
  public static byte[] target(Path link) throws IOException {
    String target = Files.readSymbolicLink(link).toString();
    if (target.indexOf('\uFFFD') >= 0) { // what the JDK makes of other bytes
      throw new IOException("the link's target is not UTF-8");
    }
    return target.getBytes(UTF_8);
  }
}
