package io.stocktake.planner.checksums;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.Plan.Input;
import io.stocktake.planner.join.KeyHash;
import io.stocktake.planner.join.KeyTable;
import io.stocktake.planner.join.OffHeap;
import io.stocktake.planner.reconcile.ETagWorth;
import io.stocktake.planner.reconcile.RemoteObject;
import io.stocktake.planner.source.WalkedFile;
import io.stocktake.planner.source.lists.DelimitedRecord;
import io.stocktake.planner.source.lists.DelimitedRecords;
import io.stocktake.planner.source.lists.InputList;
import io.stocktake.planner.source.lists.RelativePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * MD5s of local files as {@code md5sum} prints them, also with {@code --tag}. No path is kept, only
 * its hash. What is listed twice is not known, nor is a file that was modified as late as the list
 * was.
 */
public final class FileChecksums {
  private static final Pattern PLAIN =
      Pattern.compile("(\\\\?)(\\p{XDigit}{32}) [ *](.+)", Pattern.DOTALL);
  private static final Pattern TAGGED =
      Pattern.compile("(\\\\?)MD5 \\((.+)\\) = (\\p{XDigit}{32})", Pattern.DOTALL);

  private final KeyHash hash = KeyHash.random();
  private final KeyTable table;
  private final Path list;
  private final FileTime written;
  private final LongAdder matched = new LongAdder();

  private FileChecksums(Path list, FileTime written, OffHeap memory) {
    this.table = new KeyTable(memory);
    this.list = list;
    this.written = written;
  }

  /**
   * Reads a list of MD5s.
   *
   * @param list a file of paths below the source with their MD5s, compressed by gzip or not
   * @param memory where they are kept
   * @throws StocktakeException if it is not one, or cut off
   */
  public static FileChecksums read(Path list, OffHeap memory) throws IOException {
    if (!Files.exists(list)) { // standard input, too, has no time of writing to compare with
      throw StocktakeException.usage(list + " cannot be read: no such file");
    }
    try (DelimitedRecords records = new InputList(list, false).open(true)) {
      FileChecksums checksums = new FileChecksums(list, Files.getLastModifiedTime(list), memory);
      for (List<DelimitedRecord> some = records.next(); !some.isEmpty(); some = records.next()) {
        for (DelimitedRecord record : some) {
          checksums.add(records, record);
        }
      }
      checksums.table.index(1);
      return checksums;
    }
  }

  /** The MD5 of a file's content, if it is listed and the file was not modified since. */
  public Optional<ETag> md5(WalkedFile walked) {
    return walked.mtime().compareTo(written) >= 0 ? Optional.empty() : listed(walked.name());
  }

  /** The MD5 that is listed for a path, however old it is; nothing if it is listed twice. */
  public Optional<ETag> listed(String name) {
    return table.find(hash(name)).filter(row -> !row.ambiguous()).map(RemoteObject::etag);
  }

  /** Counts a file that is there, if it is listed. */
  public void met(String name) {
    if (table.find(hash(name)).isPresent()) {
      matched.increment();
    }
  }

  /** How many MD5s are listed, and of how many of them a file was there. */
  public Input input() {
    return Input.list("checksums", list.toString(), size(), matched.sum());
  }

  /** When the list was written. */
  public FileTime written() {
    return written;
  }

  /** How many paths are listed. */
  public long size() {
    return table.size();
  }

  /** What a reader of the plan should know of where its evidence is from. */
  public String note() {
    return "MD5s of files were taken from "
        + list
        + ", written "
        + written
        + ", instead of reading them; files modified since then were read.";
  }

  /** A name that is not UTF-8 is no key, so its MD5 is of no use. */
  private void add(DelimitedRecords records, DelimitedRecord record) throws IOException {
    if (record.text().isEmpty() || record.shown().isEmpty()) {
      return;
    }
    Matcher plain = PLAIN.matcher(record.shown());
    Matcher tagged = TAGGED.matcher(record.shown());
    Optional<String> path = Optional.empty();
    String md5 = "";
    if (plain.matches()) {
      md5 = plain.group(2);
      path = path(plain.group(3), plain.group(1));
    } else if (tagged.matches()) {
      md5 = tagged.group(3);
      path = path(tagged.group(2), tagged.group(1));
    }
    if (path.isEmpty()) {
      throw records.refuse(
          record,
          "is not an MD5 and a path below the source, as md5sum prints them when it is run there: '"
              + record.shown()
              + "'");
    }
    ETag etag = ETag.parse(md5.toLowerCase(Locale.ROOT));
    table.add(
        hash(path.get()), RemoteObject.of(0, Optional.of(etag), ETagWorth.TRANSPARENT, false));
  }

  private static Optional<String> path(String name, String escape) {
    return escape.isEmpty() ? RelativePath.of(name) : unescaped(name).flatMap(RelativePath::of);
  }

  /** A line that begins with a backslash has its name's backslashes and line ends escaped. */
  private static Optional<String> unescaped(String name) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int at = name.indexOf('\\'); at >= 0; at = name.indexOf('\\', from)) {
      int code = at + 1 < name.length() ? "\\nr".indexOf(name.charAt(at + 1)) : -1;
      if (code < 0) {
        return Optional.empty();
      }
      out.append(name, from, at).append("\\\n\r".charAt(code));
      from = at + 2;
    }
    out.append(name, from, name.length());
    return Optional.of(out.toString());
  }

  private long[] hash(String path) {
    long[] out = new long[2];
    hash.hash(path.getBytes(UTF_8), out);
    return out;
  }
}
