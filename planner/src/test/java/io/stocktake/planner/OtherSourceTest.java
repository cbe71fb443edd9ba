package io.stocktake.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Plan.Coverage;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanRequest;
import io.stocktake.planner.request.SourceSelection;
import io.stocktake.planner.source.AttributePolicy;
import io.stocktake.planner.source.MemoryTree;
import io.stocktake.planner.source.filter.FileFilter;
import io.stocktake.planner.source.filter.FilterRules;
import io.stocktake.planner.source.lists.InputList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whole plans of files that no file system holds. */
class OtherSourceTest extends PlannedSides {
  private static final Path NOWHERE = Path.of("/nowhere/at/all");

  private final MemoryTree tree = new MemoryTree();

  @Test
  void aPlanIsMadeOfWhatThePortGives() throws Exception {
    add("same", "abc");
    object("p/same", "abc");
    add("changed", "abd");
    object("p/changed", "abc");
    add("new", "a new one");
    add("moved/here", "what was moved");
    object("p/was/there", "what was moved");
    object("p/orphan", "nothing like it");

    PlanBundle plan = planned(DELETE);

    assertThat(reasons(rows(plan)))
        .isEqualTo(
            Map.of(
                "p/changed", Reason.CONTENT,
                "p/new", Reason.NEW,
                "p/moved/here", Reason.MOVED,
                "p/was/there", Reason.ORPHAN,
                "p/orphan", Reason.ORPHAN));
    assertThat(plan.plan().source().root()).isEqualTo("memory://tree");
    assertThat(plan.plan().source().coverage()).isEqualTo(Coverage.COMPLETE);
    assertThat(tree.bytesRead()).as("each byte once, and of new ones none").isEqualTo(20);
  }

  @Test
  void listedFilesAreStattedThere() throws Exception {
    add("a", "1");
    add("b", "2");
    Path list = Files.writeString(temp.resolve("list"), "a\nmissing\na\n");
    SourceSelection listed =
        new SourceSelection(
            FilterRules.NONE,
            FileFilter.NONE,
            false,
            Optional.of(new InputList(list, false)),
            Optional.empty(),
            AttributePolicy.NONE);

    PlanBundle plan = planned(OPTIONS.withSelection(listed));

    assertThat(reasons(rows(plan))).isEqualTo(Map.of("p/a", Reason.NEW));
    assertThat(problems(plan)).isEqualTo(Map.of("missing", Problem.Kind.LISTED_MISSING));
  }

  private void add(String name, String content) {
    tree.with(name, content.getBytes(UTF_8));
  }

  private PlanBundle planned(PlanOptionsFixture options) throws Exception {
    PlanRequest request = request(options, S3Location.parse("s3://bucket/p"), NOWHERE);
    Planner.plan(request, tree, new PlanProgress());
    PlanBundle bundle = PlanBundle.open(request.out());
    bundle.verify();
    return bundle;
  }
}
