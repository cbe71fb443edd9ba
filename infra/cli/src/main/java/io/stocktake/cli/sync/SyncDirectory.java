package io.stocktake.cli.sync;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The directory of a sync, which holds the sync's parts, each a plan of its own: {@code part-00001}
 * and so on, as they were sealed while the source was walked, and {@code part-last}.
 *
 * @param path where it is
 */
public record SyncDirectory(Path path) {
  private static final Pattern PART = Pattern.compile("part-([0-9]{5,}|last)");

  /** What a sync leaves that is killed before it has sealed a part; a new one clears it away. */
  private static final Pattern BEGUN = Pattern.compile("part-(00001|last)\\.unfinished");

  /** Where a part is written while the source is walked; numbers begin with 1. */
  Path part(int number) {
    return path.resolve(String.format(Locale.ROOT, "part-%05d", number));
  }

  /** Where the part is written that is made when all is walked. */
  public Path last() {
    return path.resolve("part-last");
  }

  /** The parts that were sealed, in the order that they are to be applied in. */
  public List<Path> parts() throws IOException {
    Comparator<Path> byLength = Comparator.comparingInt(part -> part.toString().length());
    try (Stream<Path> inside = Files.exists(path) ? Files.list(path) : Stream.empty()) {
      return inside
          .filter(entry -> PART.matcher(entry.getFileName().toString()).matches())
          .sorted(
              Comparator.comparing((Path part) -> part.equals(last()))
                  .thenComparing(byLength)
                  .thenComparing(Comparator.naturalOrder()))
          .toList();
    } catch (NotDirectoryException e) {
      return List.of();
    }
  }

  /** The parts of the plan that this is the last part of; of any other plan it alone. */
  public static List<PlanBundle> partsOf(PlanBundle bundle) throws IOException {
    SyncDirectory directory = new SyncDirectory(bundle.directory().getParent());
    if (!bundle.directory().equals(directory.last())) {
      return List.of(bundle);
    }
    List<PlanBundle> parts = new ArrayList<>();
    for (Path part : directory.parts()) {
      parts.add(PlanBundle.open(part));
    }
    return parts;
  }

  /**
   * Nothing is planned into what another sync left.
   *
   * @throws StocktakeException of kind USAGE that says what is there and what to do
   */
  public void refuseUsed() throws IOException {
    int sealed = parts().size();
    if (sealed > 0) {
      throw StocktakeException.usage(
          String.format(
              Locale.ROOT,
              "--out %s holds a sync already, of %s. 'stocktake status %s' says what of it is"
                  + " not done; resume that with 'stocktake apply' of those parts. Then sync with a"
                  + " new --out: it finds what is still missing",
              path,
              NumberFormat.count(sealed, "part"),
              path));
    }
    try (Stream<Path> inside = Files.exists(path) ? Files.list(path) : Stream.empty()) {
      if (inside.anyMatch(entry -> !BEGUN.matcher(entry.getFileName().toString()).matches())) {
        throw StocktakeException.usage("--out " + path + " is not empty; name a new directory");
      }
    } catch (NotDirectoryException e) {
      throw StocktakeException.usage("--out " + path + " is a file; name a new directory");
    }
  }
}
