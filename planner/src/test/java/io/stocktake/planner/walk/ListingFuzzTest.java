package io.stocktake.planner.walk;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.filter.NameFilter;
import io.stocktake.planner.lists.ListFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class ListingFuzzTest {
  private static final Scope ALL = new Scope(Links.SKIP, NameFilter.NONE, false, false);

  @TempDir private static Path temp;

  /** A listing by find, and the same bytes as a list of paths. */
  @FuzzTest
  void isReadOrRefused(byte[] data) throws IOException, InterruptedException {
    Path list = Files.write(temp.resolve("list"), data);
    Path root = Files.createDirectories(temp.resolve("root")).toRealPath();
    for (boolean nul : new boolean[] {false, true}) {
      try {
        ListedFiles.walk(root, new ListFile(list, nul), ALL, 1, new Nobody());
      } catch (StocktakeException e) {
        // a sentence for the user
      }
      try {
        ListedPaths.walk(root, new ListFile(list, nul), ALL, 1, new Nobody());
      } catch (StocktakeException e) {
        // a sentence for the user
      }
    }
  }

  private static final class Nobody implements FileSink {
    @Override
    public void file(WalkedFile file) {}

    @Override
    public void problem(Problem problem) {}
  }
}
