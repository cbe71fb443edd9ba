package io.stocktake.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.InvalidSettingException;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.EntryKind;
import io.stocktake.manifests.catalogue.ObjectEvidence;
import io.stocktake.manifests.io.Json;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.AttributeStyle;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.PosixAttributes;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.testing.PlanCatalogue;
import io.stocktake.planner.request.KeyNaming.UnicodeForm;
import io.stocktake.planner.request.SourceSelection;
import io.stocktake.planner.source.AttributePolicy;
import io.stocktake.planner.source.filter.FileFilter;
import io.stocktake.planner.source.filter.FilterBuilder;
import io.stocktake.planner.source.filter.FilterRules;
import io.stocktake.planner.source.lists.InputList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The catalogue of a plan at the edges of keys, filters and options. */
class CataloguePlanTest extends PlannedSides {
  private static final AttributePolicy POLICY =
      new AttributePolicy(AttributePolicy.Store.CATALOGUE, AttributeStyle.RCLONE, false, false);
  private static final PlanOptionsFixture CATALOGUE = OPTIONS.withAttributes(POLICY);

  @Test
  void filesThatShareAKeyHaveNoObjectAndKeepTheirPaths() throws Exception {
    file("d/\u00e9", "1");
    file("d/e\u0301", "1");
    file("d/other", "2");
    object("p/d/\u00e9", "1");
    object("p/d/other", "2");
    List<CatalogueRow> rows = PlanCatalogue.rows(plan(CATALOGUE.withNames(UnicodeForm.NFC)));
    assertThat(rows)
        .extracting(CatalogueRow::key)
        .containsExactly("p/", "p/d/", "p/d/other", "p/d/\u00e9", "p/d/\u00e9");
    assertThat(rows.get(2).object()).isPresent();
    assertThat(rows.get(3).object()).isEmpty();
    assertThat(rows.get(3).path()).isEmpty();
    assertThat(rows.get(4).object()).isEmpty();
    assertThat(rows.get(4).path()).contains(Bytes.of("d/e\u0301"));
  }

  @Test
  void aKeyThatIsTooLongIsListed() throws Exception {
    String deep = "directory/".repeat(110);
    file(deep + "file", "1");
    PlanBundle bundle = plan(CATALOGUE);
    assertThat(problems(bundle)).containsEntry(deep + "file", Problem.Kind.KEY_TOO_LONG);
    List<CatalogueRow> rows = PlanCatalogue.rows(bundle);
    assertThat(rows).hasSize(112);
    assertThat(rows.get(111).key()).isEqualTo("p/" + deep + "file");
    assertThat(rows.get(111).object()).isEmpty();
  }

  @Test
  void theSourceItselfIsListedAndReservedNamesAreNot() throws Exception {
    file(".stocktake/snapshots/a", "1");
    assertThat(PlanCatalogue.rows(plan(CATALOGUE)))
        .extracting(CatalogueRow::key)
        .containsExactly("p/");
    List<CatalogueRow> whole =
        PlanCatalogue.rows(plan(CATALOGUE, S3Location.parse("s3://bucket"), source));
    assertThat(whole).extracting(CatalogueRow::key).containsExactly("");
    assertThat(whole.get(0).kind()).isEqualTo(EntryKind.DIRECTORY);
  }

  @Test
  void whatFiltersLeaveOutIsNotListed() throws Exception {
    file("keep/small", "1");
    file("keep/large", "12345");
    file("out/file", "1");
    FilterBuilder builder = new FilterBuilder();
    builder.rule("- /out/");
    SourceSelection some =
        new SourceSelection(
            builder.rules(),
            new FileFilter(
                OptionalLong.empty(), OptionalLong.of(3), Optional.empty(), Optional.empty()),
            false,
            Optional.empty(),
            Optional.empty(),
            POLICY);
    assertThat(PlanCatalogue.rows(plan(OPTIONS.withSelection(some))))
        .extracting(CatalogueRow::key)
        .containsExactly("p/", "p/keep/", "p/keep/small");
  }

  @Test
  void theEvidenceIsWhatWasCompared() throws Exception {
    file("a", "1");
    object("p/a", "1");
    assertThat(evidence(CATALOGUE)).isEqualTo(ObjectEvidence.COMPARED);
    assertThat(evidence(CATALOGUE.withSizeOnly(true))).isEqualTo(ObjectEvidence.SIZE);
  }

  private ObjectEvidence evidence(PlanOptionsFixture options) throws Exception {
    return PlanCatalogue.rows(plan(options)).get(1).object().orElseThrow().evidence();
  }

  @Test
  void withoutACatalogueThePlanIsByteForByteTheSameButForIt() throws Exception {
    fill();
    PlanBundle without = plan(DELETE);
    PlanBundle with = plan(DELETE.withAttributes(POLICY));
    for (Path file : files(without)) {
      if (!file.getFileName().toString().startsWith("plan.json")) {
        assertThat(with.directory().resolve(file.getFileName())).hasSameBinaryContentAs(file);
      }
    }
    assertThat(files(with)).hasSize(files(without).size() + 1);
    ObjectNode json =
        (ObjectNode) Json.STRICT.readTree(with.directory().resolve("plan.json").toFile());
    assertThat(json.remove("catalogue")).hasSize(1);
    assertThat(((ObjectNode) json.get("options")).remove("attributes").textValue())
        .isEqualTo("catalogue");
    ObjectNode known =
        (ObjectNode) Json.STRICT.readTree(without.directory().resolve("plan.json").toFile());
    ((ObjectNode) known.get("inventory")).remove(List.of("manifest", "md5"));
    ((ObjectNode) json.get("inventory")).remove(List.of("manifest", "md5"));
    assertThat(json).isEqualTo(known);
  }

  @Test
  void sameSourceSameCatalogue() throws Exception {
    fill();
    List<Plan.Part> once = plan(CATALOGUE.withThreads(1)).plan().catalogue();
    assertThat(plan(CATALOGUE.withThreads(8)).plan().catalogue()).isEqualTo(once);
  }

  @Test
  void anAlteredCatalogueIsRefused() throws Exception {
    fill();
    PlanBundle bundle = plan(CATALOGUE);
    Path file = bundle.catalogue().resolve(bundle.plan().catalogue().get(0).name());
    Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
    assertThatThrownBy(bundle::verify)
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining(file + " was altered after the plan was sealed");
  }

  @Test
  void rowsOfUploadsCarryAttributesIfObjectsAreToHaveThem() throws Exception {
    Path fresh = file("new", "1");
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r-x---"));
    file("moved", "12345");
    object("p/was", "12345");
    object("p/gone", "2");
    for (AttributePolicy.Store store : AttributePolicy.Store.values()) {
      PlanOptionsFixture options = DELETE.withAttributes(store);
      PlanBundle bundle = plan(options);
      Map<String, PlanRow> rows = rows(bundle);
      boolean kept = options.options().selection().attributes().onObjects();
      assertThat(rows.get("p/new").attributes().map(PosixAttributes::octalMode))
          .as("%s", store)
          .isEqualTo(kept ? Optional.of("0100650") : Optional.empty());
      assertThat(rows.get("p/moved").action()).isEqualTo(Action.COPY);
      assertThat(rows.get("p/moved").attributes().isPresent()).isEqualTo(kept);
      assertThat(rows.get("p/gone").attributes()).isEmpty();
      assertThat(bundle.plan().rowsHaveAttributes()).isEqualTo(kept);
      assertThat(bundle.plan().catalogue().isEmpty())
          .isEqualTo(store == AttributePolicy.Store.NONE || store == AttributePolicy.Store.OBJECT);
    }
  }

  @Test
  void onlyAWalkMakesOne() throws IOException {
    InputList list = new InputList(Files.writeString(temp.resolve("list"), "a"), false);
    for (boolean listing : new boolean[] {false, true}) {
      Optional<InputList> given = Optional.of(list);
      assertThatThrownBy(
              () ->
                  new SourceSelection(
                      FilterRules.NONE,
                      FileFilter.NONE,
                      false,
                      listing ? Optional.empty() : given,
                      listing ? given : Optional.empty(),
                      POLICY))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageContaining("only a walk sees them all")
          .extracting(failure -> ((InvalidSettingException) failure).code())
          .isEqualTo(Optional.of(FailureCode.CATALOGUE_OF_LIST));
    }
    assertThatThrownBy(
            () ->
                new AttributePolicy(AttributePolicy.Store.NONE, AttributeStyle.RCLONE, true, false))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("need a catalogue");
  }

  private void fill() throws IOException {
    for (int i = 0; i < 100; i++) {
      file("d" + i % 7 + "/f" + i, "x" + i);
      object("p/d" + i % 7 + "/f" + (i + i % 2), "x" + i);
    }
  }

  private static List<Path> files(PlanBundle bundle) throws IOException {
    try (Stream<Path> files = Files.list(bundle.directory())) {
      return files.toList();
    }
  }
}
