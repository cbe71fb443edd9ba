package io.stocktake.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.journal.Journal;
import io.stocktake.planner.files.DirectoryEntries;
import io.stocktake.planner.files.OpenFile;
import io.stocktake.planner.files.Stat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The directions in which packages may depend on each other. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar!"))
          .importPackages("io.stocktake");

  /** Packages that are lists of one thing: commands, benchmarks, kernels, ways to a file. */
  private static final Set<String> LISTS =
      Set.of(
          "io.stocktake.cli.commands",
          "io.stocktake.bench",
          "io.stocktake.planner.files",
          "io.stocktake.planner.fingerprint.md5",
          "io.stocktake.lab.http");

  private static final Pattern OPTION =
      Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*--[a-z](?:[^\"\\\\\n]|\\\\.)*\"");

  /** How the names of directory buckets end, and options of the gpg program. */
  private static final Set<String> NO_OPTIONS =
      Set.of("\"--x-s3\"", "\"--batch\"", "\"--status-fd\"", "\"--skip-verify\"", "\"--decrypt\"");

  private static final int MOST_COMPONENTS = 7;

  private static final List<Path> MODULES =
      Stream.of(
              "manifests",
              "planner",
              "executor",
              "infra/aws",
              "infra/crypto",
              "infra/lab",
              "infra/cli")
          .map(module -> Path.of("..", "..").resolve(module))
          .toList();

  @Test
  void manifestsDependOnNothingOfOurs() {
    noClasses()
        .that()
        .resideInAPackage("io.stocktake.manifests..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.stocktake.planner..",
            "io.stocktake.executor..",
            "io.stocktake.aws..",
            "io.stocktake.lab..",
            "io.stocktake.cli..")
        .check(CLASSES);
  }

  @Test
  void plannerAndExecutorNeverSeeEachOther() {
    noClasses()
        .that()
        .resideInAPackage("io.stocktake.planner..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.stocktake.executor..", "io.stocktake.aws..", "io.stocktake.cli..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("io.stocktake.executor..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.stocktake.planner..", "io.stocktake.aws..", "io.stocktake.cli..")
        .check(CLASSES);
  }

  @Test
  void theLabSharesNoCodeWithWhatItChecks() {
    noClasses()
        .that()
        .resideInAPackage("io.stocktake.lab..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "io.stocktake.lab..",
            "java..",
            "javax..",
            "com.sun.net..",
            "org.w3c.dom..",
            "org.xml.sax..")
        .check(CLASSES);
  }

  @Test
  void theSdkStaysInOneModule() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.stocktake.aws..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon..")
        .check(CLASSES);
  }

  /** Formats in Parquet are a matter of two packages; the executor above all knows none. */
  @Test
  void parquetStaysWithItsFormats() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.stocktake.manifests.catalogue..", "io.stocktake.planner.inventory..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.parquet..", "org.apache.hadoop..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.stocktake.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /** So that any engine can call the decision. */
  @Test
  void theReconcilerIsPure() {
    classes()
        .that()
        .resideInAPackage("io.stocktake.planner.reconcile")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.stocktake.planner.reconcile",
            "io.stocktake.planner.rules",
            "io.stocktake.manifests",
            "io.stocktake.manifests.plan",
            "io.stocktake.manifests.rules",
            "io.stocktake.manifests.source",
            "java.lang..",
            "java.util",
            "java.util.stream",
            "java.time")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("io.stocktake.planner.reconcile")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Clock.class, Random.class, UUID.class, Thread.class, System.class)
        .check(CLASSES);
  }

  /** So that a source may lie on another file system than the machine's own. */
  @Test
  void sourceFilesAreReadThroughTheirPorts() {
    noClasses()
        .that()
        .resideInAPackage("io.stocktake.planner..")
        .and()
        .resideOutsideOfPackages("io.stocktake.planner.source.local", "io.stocktake.planner.files")
        .should()
        .callMethod(OpenFile.class, "open", Path.class, Path.class, long.class, boolean.class)
        .orShould()
        .callMethod(DirectoryEntries.class, "of", Path.class, Path.class, boolean.class)
        .orShould()
        .callMethod(Stat.class, "of", Path.class, Stat.Detail.class, LinkOption[].class)
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.stocktake.planner.source",
            "io.stocktake.planner.fingerprint..",
            "io.stocktake.planner.compare",
            "io.stocktake.planner.compare.content",
            "io.stocktake.planner.verify")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Files.class)
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("io.stocktake.executor.direct.*")
        .and()
        .resideOutsideOfPackage("io.stocktake.executor.direct.delta")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.nio.file..")
        .check(CLASSES);
  }

  /** So that no request leaves before its intent is on disk, and no second way grows. */
  @Test
  void onlyTheWriteProtocolJournalsIntents() {
    noClasses()
        .that()
        .doNotHaveSimpleName("WriteProtocol")
        .and()
        .resideOutsideOfPackage("io.stocktake.executor.restore") // writes files, sends nothing
        .should()
        .callMethod(Journal.class, "intent", long.class)
        .check(CLASSES);
  }

  /** So that each option group makes one whole record, and none grows back to a long list. */
  @Test
  void optionsAreShortRecordsMadeWhole() {
    List<JavaClass> options =
        CLASSES.stream()
            .filter(type -> type.isRecord())
            .filter(
                type ->
                    Stream.of(
                            "planner.request",
                            "planner.restore",
                            "executor.direct",
                            "executor.restore")
                        .anyMatch(name -> type.getPackageName().equals("io.stocktake." + name)))
            .toList();
    assertThat(options).hasSizeGreaterThan(8);
    for (JavaClass type : options) {
      assertThat(type.reflect().getRecordComponents())
          .as(type.getName())
          .hasSizeLessThanOrEqualTo(MOST_COMPONENTS);
      assertThat(type.getMethods())
          .noneMatch(method -> method.getName().matches("with(out)?[A-Z].*"));
    }
  }

  @Test
  void timeAndChanceComeFromOutside() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.stocktake.manifests..", "io.stocktake.planner..", "io.stocktake.executor..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(ThreadLocalRandom.class)
        .check(CLASSES);
  }

  /** What calls the libraries otherwise has no options of these names; see {@code Hints}. */
  @Test
  void onlyTheCommandLineNamesItsOptions() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path module : MODULES) {
      if (!module.endsWith("infra/lab") && !module.endsWith("infra/cli")) {
        found.addAll(literals(module.resolve("src/main/java"), OPTION));
      }
    }
    found.removeAll(NO_OPTIONS);
    assertThat(found).isEmpty();
  }

  /** So that the same record can be shown in any form, and no command builds one by hand. */
  @Test
  void whetherAResultIsJsonIsDecidedInOnePlace() {
    noClasses()
        .that()
        .doNotHaveSimpleName("OutputOptions")
        .and()
        .doNotHaveSimpleName("PlanCommand") // a plan is told even if the jobs for it cannot be made
        .should()
        .callMethod(Screen.class, "json", Object.class)
        .check(CLASSES);
  }

  /** What a library refuses becomes wrong usage in one place, or the same text gets two forms. */
  @Test
  void onlyOnePlaceMakesWrongUsageOfWhatALibraryRefuses() throws IOException {
    Path sources = Path.of("src", "main", "java");
    Pattern refusal = Pattern.compile("catch \\([^)]*\\bIllegalArgumentException\\b");
    try (Stream<Path> files = Files.walk(sources)) {
      assertThat(files.filter(file -> file.toString().endsWith(".java")))
          .filteredOn(file -> refusal.matcher(text(file)).find())
          .extracting(file -> file.getFileName().toString())
          .containsExactlyInAnyOrder(
              "Checked.java",
              "ApplyCommand.java", // what cannot be is refused later, when it is applied
              "ProbeFile.java", // what cannot be read is found out anew
              "ReloadableRates.java", // what cannot be read is not followed, and that is noted
              "SignalHandlers.java"); // a signal that this system does not have
    }
  }

  private static List<String> literals(Path sources, Pattern wanted) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .flatMap(file -> wanted.matcher(text(file)).results())
          .map(MatchResult::group)
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void noPackageIsCrowded() {
    Map<String, Long> types =
        CLASSES.stream()
            .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    types.keySet().removeAll(LISTS);
    assertThat(types).allSatisfy((name, count) -> assertThat(count).isLessThanOrEqualTo(12));
  }

  @Test
  void everyPackageSaysWhatItIs() {
    assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct())
        .filteredOn(room -> room.getName().startsWith("io.stocktake.") && hasTypes(room))
        .allSatisfy(room -> assertThat(source(room)).exists());
  }

  private static boolean hasTypes(JavaPackage room) {
    return !room.getClasses().isEmpty();
  }

  /** Javadoc of a package leaves no class behind, so it is looked for in the source. */
  private static Path source(JavaPackage room) {
    String below = "src/main/java/" + room.getName().replace('.', '/') + "/package-info.java";
    return MODULES.stream()
        .map(module -> module.resolve(below))
        .filter(Files::exists)
        .findFirst()
        .orElse(Path.of(below));
  }

  @Test
  void aTypeThatTakesThingsSaysWhatItTakes() {
    noClasses().should().haveSimpleName("Sink").check(CLASSES);
  }
}
