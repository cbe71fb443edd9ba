package io.stocktake.planner.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.EntryAttributes;
import io.stocktake.manifests.catalogue.EntryKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An entry of a tree as GNU find tells of it.
 *
 * @param kind what it is
 * @param size bytes of a file, 0 of everything else
 * @param attributes its attributes, without a hard-link group
 * @param file device and inode, where the entry has several names
 * @param target of a link
 */
public record FoundEntry(
    EntryKind kind,
    long size,
    EntryAttributes attributes,
    Optional<String> file,
    Optional<Bytes> target) {
  private static final String FORMAT =
      "%P\\0%y\\0%s\\0%m\\0%U\\0%G\\0%u\\0%g\\0%T@\\0%n\\0%D:%i\\0%l\\0";

  private static final int FIELDS = 12;
  private static final int OCTAL = 8;

  /** All entries below a directory, and itself, by their paths. */
  public static Map<Bytes, FoundEntry> below(Path root) throws IOException, InterruptedException {
    Process find =
        new ProcessBuilder("find", root.toString(), "-printf", FORMAT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String[] fields = new String(find.getInputStream().readAllBytes(), ISO_8859_1).split("\0", -1);
    if (find.waitFor() != 0 || fields.length % FIELDS != 1) {
      throw new IOException("find failed");
    }
    Map<Bytes, FoundEntry> found =
        new TreeMap<>(Comparator.comparing(path -> new String(path.toArray(), ISO_8859_1)));
    for (int i = 0; i + FIELDS < fields.length; i += FIELDS) {
      found.put(Bytes.of(fields[i].getBytes(ISO_8859_1)), of(fields, i));
    }
    return found;
  }

  private static FoundEntry of(String[] fields, int at) {
    EntryKind kind =
        switch (fields[at + 1]) {
          case "f" -> EntryKind.FILE;
          case "d" -> EntryKind.DIRECTORY;
          case "l" -> EntryKind.LINK;
          default -> EntryKind.SPECIAL;
        };
    EntryAttributes attributes =
        new EntryAttributes(
            bits(fields[at + 1]) | Integer.parseInt(fields[at + 3], OCTAL),
            Long.parseLong(fields[at + 4]),
            Long.parseLong(fields[at + 5]),
            name(fields[at + 6], fields[at + 4]),
            name(fields[at + 7], fields[at + 5]),
            mtime(fields[at + 8]),
            0,
            Map.of());
    boolean several = kind != EntryKind.DIRECTORY && Long.parseLong(fields[at + 9]) > 1;
    return new FoundEntry(
        kind,
        kind == EntryKind.FILE ? Long.parseLong(fields[at + 2]) : 0,
        attributes,
        several ? Optional.of(fields[at + 10]) : Optional.empty(),
        kind == EntryKind.LINK
            ? Optional.of(Bytes.of(fields[at + 11].getBytes(ISO_8859_1)))
            : Optional.empty());
  }

  /** The fraction counts forward, also from a negative number of seconds. */
  private static Instant mtime(String shown) {
    int point = shown.indexOf('.');
    return Instant.ofEpochSecond(
        Long.parseLong(shown.substring(0, point)),
        Long.parseLong(shown.substring(point + 1, point + 10)));
  }

  /** As the system's header has them. */
  private static int bits(String kind) {
    return switch (kind) {
      case "f" -> 0100000;
      case "d" -> 0040000;
      case "l" -> 0120000;
      case "p" -> 0010000;
      case "s" -> 0140000;
      default -> throw new IllegalArgumentException("a kind that no test makes: " + kind);
    };
  }

  private static String name(String shown, String number) {
    String name = new String(shown.getBytes(ISO_8859_1), UTF_8);
    return name.equals(number) ? "" : name;
  }
}
