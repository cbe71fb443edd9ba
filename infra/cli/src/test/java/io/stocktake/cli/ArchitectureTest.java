package io.stocktake.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The directions in which packages may depend on each other. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar!"))
          .importPackages("io.stocktake");

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

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.stocktake.(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
