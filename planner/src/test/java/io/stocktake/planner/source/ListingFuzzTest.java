package io.stocktake.planner.source;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.source.filter.NameFilter;
import io.stocktake.planner.source.lists.InputList;
import io.stocktake.planner.source.local.LocalTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class ListingFuzzTest {
  private static final WalkOptions ALL =
      new WalkOptions(LinkPolicy.SKIP, NameFilter.NONE, false, false, AttributePolicy.NONE);

  @TempDir private static Path temp;

  /** A listing by find, and the same bytes as a list of paths. */
  @FuzzTest
  void isReadOrRefused(byte[] data) throws IOException, InterruptedException {
    Path list = Files.write(temp.resolve("list"), data);
    SourceTree tree = LocalTree.of(Files.createDirectories(temp.resolve("root")), LinkPolicy.SKIP);
    for (boolean nul : new boolean[] {false, true}) {
      try {
        ListedFiles.walk(new InputList(list, nul), ALL, 1, new Nobody());
      } catch (StocktakeException e) {
        // a sentence for the user
      }
      try {
        ListedPaths.walk(tree, new InputList(list, nul), ALL, 1, new Nobody());
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
