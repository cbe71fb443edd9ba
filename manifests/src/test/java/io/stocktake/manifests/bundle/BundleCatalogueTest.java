package io.stocktake.manifests.bundle;

import static io.stocktake.manifests.bundle.Rows.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan's catalogue is sealed with it; its files are no rows of the plan. */
class BundleCatalogueTest {
  private static final List<String> NAMES = List.of("part-00000.parquet", "part-00001.parquet");

  @TempDir private Path temp;

  @Test
  void itsFilesAreNamedSealedAndForced() throws IOException {
    List<Path> forced = new ArrayList<>();
    Plan written;
    try (PlanWriter writer =
        PlanWriter.create(
            temp.resolve("plan"), false, 10, path -> forced.add(path.getFileName()))) {
      written = writer.seal(draft().withCatalogue(files(writer.catalogue())));
    }
    assertThat(forced)
        .containsSubsequence(
            Path.of(NAMES.get(0)),
            Path.of(NAMES.get(1)),
            Path.of("catalogue"),
            Path.of("plan.json"));
    PlanBundle bundle = PlanBundle.open(temp.resolve("plan"));
    bundle.verify();
    assertThat(bundle.plan()).isEqualTo(written);
    assertThat(bundle.plan().catalogue()).extracting(Plan.Part::name).isEqualTo(NAMES);
    assertThat(bundle.rowCount()).isZero();
    assertThat(bundle.catalogue()).isEqualTo(temp.resolve("plan").resolve("catalogue"));
  }

  @Test
  void anAlteredOrMissingFileIsRefusedWithASentence() throws IOException {
    PlanBundle bundle = sealed("plan");
    Path file = bundle.catalogue().resolve(NAMES.get(1));
    Files.writeString(file, "other");
    assertThatThrownBy(bundle::verify)
        .isInstanceOf(StocktakeException.class)
        .hasMessage(
            file + " was altered after the plan was sealed; nothing was done: make a new plan");
    Files.delete(file);
    assertThatThrownBy(bundle::verify)
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void whatAKilledPlanLeftIsReplaced() throws IOException {
    Path left = BundleDirectory.workDirectory(temp.resolve("plan"));
    files(Files.createDirectories(left.resolve("catalogue")));

    sealed("plan").verify();
    assertThat(left).doesNotExist();
  }

  @Test
  void withoutItPlanJsonHasNoSuchMember() throws IOException {
    try (PlanWriter writer = PlanWriter.create(temp.resolve("plan"), false)) {
      writer.seal(draft());
    }
    PlanBundle bundle = PlanBundle.open(temp.resolve("plan"));
    assertThat(bundle.plan().catalogue()).isEmpty();
    assertThat(Files.readString(temp.resolve("plan").resolve("plan.json")))
        .doesNotContain("catalogue");
    assertThat(bundle.catalogue()).doesNotExist();
  }

  private PlanBundle sealed(String name) throws IOException {
    try (PlanWriter writer = PlanWriter.create(temp.resolve(name), false)) {
      writer.seal(draft().withCatalogue(files(writer.catalogue())));
    }
    return PlanBundle.open(temp.resolve(name));
  }

  private static List<Plan.Part> files(Path directory) throws IOException {
    List<Plan.Part> files = new ArrayList<>();
    for (String name : NAMES) {
      Path file = Files.writeString(directory.resolve(name), name);
      files.add(new Plan.Part(name, 3, Files.size(file), Digests.sha256(file)));
    }
    return files;
  }
}
