package io.stocktake.aws.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.PrivateFiles;
import io.stocktake.manifests.io.SystemErrors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fingerprints of the customer keys that a plan's runs used, in a file in the plan's directory:
 * they recognise a key without revealing it. A line has a key's name, a salt, and {@link
 * CustomerKey#proof}.
 */
public final class KeyFingerprints {
  /** Its name in the plan's directory. */
  public static final String FILE = "customer-keys";

  private static final Pattern LINE =
      Pattern.compile("([A-Za-z0-9._-]+) ([0-9a-f]{32}) ([0-9a-f]{64})");
  private static final int SALT = 16;

  /** What is left of a plan is a plan below it, and its objects are of the same job. */
  private static final Pattern RESIDUAL = Pattern.compile("residual-[0-9]+");

  private final Path file;

  /** Those of a plan. */
  public KeyFingerprints(Path plan) {
    this.file = home(plan.toAbsolutePath().normalize()).resolve(FILE);
  }

  private static Path home(Path plan) {
    Path home = plan;
    while (home.getFileName() != null
        && RESIDUAL.matcher(home.getFileName().toString()).matches()) {
      home = home.getParent();
    }
    return Files.exists(home.resolve(FILE)) ? home : plan;
  }

  /**
   * Insists on the keys of earlier runs, and remembers those that are new. To be called while no
   * other run may go on, and before the first write.
   *
   * @throws StocktakeException of kind REFUSED if a key is another one than its name had
   */
  public void insist(CustomerKeys keys) throws StocktakeException {
    if (keys.isEmpty()) {
      return;
    }
    SortedMap<String, String> lines = read();
    boolean more = false;
    for (CustomerKey key : keys.all()) {
      String known = lines.get(key.name());
      if (known == null) {
        lines.put(key.name(), line(key, salt()));
        more = true;
      } else {
        compare(key, known);
      }
    }
    if (more) {
      write(String.join("\n", lines.values()) + "\n");
    }
  }

  private static void compare(CustomerKey key, String known) throws StocktakeException {
    int start = key.name().length() + 1;
    byte[] salt = HexFormat.of().parseHex(known, start, start + 2 * SALT);
    if (!MessageDigest.isEqual(line(key, salt).getBytes(UTF_8), known.getBytes(UTF_8))) {
      throw StocktakeException.refused(
          "the key "
              + key.name()
              + " is not the one that earlier runs of this plan wrote with; nothing was written:"
              + " give that one, or make a new plan");
    }
  }

  private static String line(CustomerKey key, byte[] salt) {
    HexFormat hex = HexFormat.of();
    return key.name() + " " + hex.formatHex(salt) + " " + hex.formatHex(key.proof(salt));
  }

  private static byte[] salt() {
    byte[] salt = new byte[SALT];
    new SecureRandom().nextBytes(salt);
    return salt;
  }

  private SortedMap<String, String> read() throws StocktakeException {
    SortedMap<String, String> lines = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches() || lines.put(matcher.group(1), line) != null) {
          throw damaged("it is not as it was written");
        }
      }
      return lines;
    } catch (NoSuchFileException e) {
      return lines;
    } catch (IOException e) {
      throw e instanceof StocktakeException known ? known : damaged(SystemErrors.reason(e));
    }
  }

  private StocktakeException damaged(String reason) {
    return StocktakeException.environment(
        file
            + " tells with which customer keys this plan was applied, and cannot be read ("
            + reason
            + "); nothing was written: restore it, or make a new plan");
  }

  /** It is whole, or not there at all. */
  private void write(String text) throws StocktakeException {
    try {
      PrivateFiles.replace(file, text.getBytes(UTF_8));
      try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
        directory.force(true);
      }
    } catch (IOException e) {
      throw StocktakeException.environment(
          "cannot write " + file + ": " + SystemErrors.reason(e) + "; nothing was written", e);
    }
  }
}
