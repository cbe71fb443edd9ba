package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The start script: with which options it starts the JVM, and its class archive. */
class LauncherTest {
  private static final String COMPILES_QUICKLY = "-XX:TieredStopAtLevel=1";

  @TempDir private static Path shared;
  private static Installation installed;

  @TempDir private Path temp;

  @BeforeAll
  static void install() throws IOException {
    installed = Installation.in(shared.resolve("installed"));
  }

  @Test
  void theOptimizingCompilerIsForPlanningAndForLargeApplies() throws Exception {
    Path source = Files.createDirectory(temp.resolve("source"));
    Files.writeString(source.resolve("small"), "small");
    Path small = plan(source, "small");
    try (RandomAccessFile large = new RandomAccessFile(source.resolve("large").toFile(), "rw")) {
      large.setLength(600L << 20);
    }
    Path large = plan(source, "large");
    Path many = plan(source, "many", "--exclude", "large");
    Files.write(many.resolve("changes-00002.csv"), new byte[11 << 20]);

    assertThat(options("apply", small)).contains("-XX:+UseSerialGC", COMPILES_QUICKLY);
    assertThat(options("apply", large)).contains("-XX:+UseSerialGC");
    for (List<String> options :
        List.of(options("apply", large), options("apply", many), options("plan", source))) {
      assertThat(options).doesNotContain(COMPILES_QUICKLY);
    }
    assertThat(options("plan", source)).contains("-XX:+UseParallelGC");
    assertThat(options("apply", small)).contains("@" + installed.home() + "/bin/jvm.options");
  }

  @Test
  void anArchiveOfTheseJarsIsUsed() throws Exception {
    assertThat(classesOf(Installation.shared())).contains("source: shared objects file (top)");
  }

  @Test
  void oneOfOtherJarsOrNoneAtAllIsPassedOver() throws Exception {
    Path archive = installed.target().resolve("stocktake.jsa");
    Files.copy(Installation.shared().target().resolve("stocktake.jsa"), archive);
    assertThat(classesOf(installed)).doesNotContain("source: shared objects file (top)");
    Files.delete(archive);
    Files.writeString(archive, "no archive");
    assertThat(classesOf(installed)).doesNotContain("source: shared objects file (top)");
    Files.delete(archive);
    assertThat(classesOf(installed)).doesNotContain("source: shared objects file (top)");
  }

  private Path plan(Path source, String name, Object... more) throws IOException {
    try (Lab lab = Lab.start(LabOptions.in(temp.resolve("lab-" + name)))) {
      lab.createBucket("photos");
      Path plan = temp.resolve(name);
      List<Object> arguments = new ArrayList<>(List.of("plan", source, "s3://photos"));
      arguments.addAll(List.of("--inventory", "live", "--out", plan));
      arguments.addAll(List.of(more));
      Program.on(lab).run(arguments.toArray()).expect(0);
      return plan;
    }
  }

  /** What a JVM is given, as one says that does nothing else. */
  private List<String> options(Object... arguments) throws Exception {
    Path jdk = Files.createDirectories(temp.resolve("jdk/bin")).getParent();
    Path java = Files.writeString(jdk.resolve("bin/java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    List<String> command = new ArrayList<>(List.of(installed.launcher().toString()));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", jdk.toString());
    return starts(builder).lines().toList();
  }

  /** Where each class came from when it started. */
  private String classesOf(Installation which) throws Exception {
    Path log = temp.resolve("classes");
    ProcessBuilder builder = new ProcessBuilder(which.launcher().toString(), "--version");
    builder.environment().put("JAVA_OPTS", "-Xlog:class+load:file=" + log);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    assertThat(starts(builder)).startsWith("stocktake");
    return Files.readString(log);
  }

  private static String starts(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
