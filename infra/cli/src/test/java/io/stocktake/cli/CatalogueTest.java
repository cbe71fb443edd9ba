package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.testing.PlanCatalogue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalogue as plan and sync make it, by their options. */
class CatalogueTest {
  @TempDir private Path temp;
  @AutoClose private JobLab at;

  @BeforeEach
  void makeSides() throws IOException {
    at = new JobLab(temp, "photos");
    at.write("d/file", "a file".getBytes(UTF_8));
    Files.createDirectory(at.source().resolve("empty"));
    Files.createSymbolicLink(at.source().resolve("link"), Path.of("d/file"));
  }

  @Test
  void aPlanListsEveryEntryAndTheObjectsOfThoseThatAreTheSame() throws IOException {
    at.fill("photos");
    at.write("new", "a new file".getBytes(UTF_8));
    Path plan = temp.resolve("plan");
    at.plan("photos", plan, "--attributes", "catalogue")
        .expect(0)
        .says("The catalogue has 6 rows.");
    Map<String, Boolean> held = new TreeMap<>();
    rows(plan).forEach(row -> held.put(row.key(), row.object().isPresent()));
    assertThat(held)
        .isEqualTo(
            Map.of(
                "", false, "d/", false, "d/file", true, "empty/", false, "link", false, "new",
                false));

    Path without = temp.resolve("without");
    at.plan("photos", without).expect(0);
    assertThat(PlanBundle.open(without).plan().catalogue()).isEmpty();
    assertThat(without.resolve("catalogue")).doesNotExist();
  }

  @Test
  void applyRefusesAnAlteredCatalogue() throws IOException {
    Path plan = temp.resolve("plan");
    at.plan("photos", plan, "--attributes", "catalogue").expect(0);
    Plan.Part part = PlanBundle.open(plan).plan().catalogue().get(0);
    Files.delete(plan.resolve("catalogue").resolve(part.name()));
    at.program().run("apply", plan).expect(4).says(part.name() + " was altered after the plan");
    assertThat(at.exists("photos", "d/file")).isFalse();
  }

  @Test
  void theLastPlanOfASyncHasIt() throws IOException {
    Path out = temp.resolve("out");
    at.program()
        .run(
            "sync",
            at.source(),
            "s3://photos",
            "--inventory",
            "live",
            "--out",
            out,
            "--attributes",
            "catalogue")
        .expect(0);
    assertThat(rows(out.resolve("part-last")))
        .extracting(CatalogueRow::key)
        .containsExactly("", "d/", "d/file", "empty/", "link");
  }

  @Test
  void extendedAttributesAreKeptIfAskedFor() throws IOException {
    Path file = at.source().resolve("d/file");
    assumeTrue(Files.getFileStore(file).supportsFileAttributeView("user"), "no xattrs here");
    Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
        .write("a", ByteBuffer.wrap(new byte[] {1}));
    for (String[] more : new String[][] {{}, {"--acls"}, {"--xattrs", "--acls"}}) {
      Path plan = temp.resolve("plan" + more.length);
      List<Object> options = new ArrayList<>(List.of("--attributes", "catalogue"));
      options.addAll(List.of(more));
      at.plan("photos", plan, options.toArray()).expect(0);
      assertThat(rows(plan).get(2).attributes().xattrs())
          .isEqualTo(more.length == 2 ? Map.of("user.a", Bytes.of(new byte[] {1})) : Map.of());
    }
  }

  @Test
  void attributesOnObjectsComeBack() throws IOException {
    Path file = at.source().resolve("d/file");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-x--x"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05.123Z")));
    for (String style : List.of("rclone", "datasync")) {
      at.fill("photos", "--attributes", "object", "--attributes-style", style);
      Path back = temp.resolve("back-" + style);
      Path plan = temp.resolve("restore-" + style);
      at.program()
          .run("restore", "s3://photos", back, "--inventory", "live", "--out", plan)
          .expect(0);
      PosixFileAttributes known = Files.readAttributes(file, PosixFileAttributes.class);
      PosixFileAttributes found =
          Files.readAttributes(back.resolve("d/file"), PosixFileAttributes.class);
      assertThat(found.permissions()).isEqualTo(known.permissions());
      assertThat(found.owner()).isEqualTo(known.owner());
      assertThat(found.lastModifiedTime()).isEqualTo(known.lastModifiedTime());
      at.write("d/file", ("other, for " + style).getBytes(UTF_8));
    }
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() throws IOException {
    Path list = Files.writeString(temp.resolve("list"), "d/file");
    for (String option : List.of("--files-from", "--listing")) {
      at.plan("photos", temp.resolve("plan"), "--attributes", "catalogue", option, list)
          .expect(2)
          .says("--attributes catalogue does not go with --files-from, and no --attributes with");
    }
    at.plan("photos", temp.resolve("plan"), "--xattrs")
        .expect(2)
        .says("--xattrs and --acls go with --attributes catalogue");
    at.plan("photos", temp.resolve("plan"), "--attributes", "some").expect(2).says("--attributes");
  }

  private static List<CatalogueRow> rows(Path plan) throws IOException {
    return PlanCatalogue.rows(PlanBundle.open(plan));
  }
}
