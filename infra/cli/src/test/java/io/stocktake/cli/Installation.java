package io.stocktake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.io.FileTrees;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * What {@code mvn package} puts together for {@code bin/stocktake}, made of the classes and jars
 * under test: the class path in {@code target/lib}, the program in {@code target/stocktake.jar}.
 */
final class Installation {
  private static final Path SHARED = Path.of("target", "installation").toAbsolutePath();
  private static final Path OWN_CLASSES = classesOf(Stocktake.class);
  private static boolean checked;

  private final Path home;

  private Installation(Path home) {
    this.home = home;
  }

  /** One with a class archive, for all tests of this build. */
  static synchronized Installation shared() throws IOException, InterruptedException {
    Installation shared = new Installation(SHARED);
    if (!checked) {
      Path lock = SHARED.resolveSibling(SHARED.getFileName() + ".lock");
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        shared.refresh();
      }
      checked = true;
    }
    return shared;
  }

  /** A new one without a class archive. */
  static Installation in(Path home) throws IOException {
    Installation made = new Installation(home);
    made.make();
    return made;
  }

  /** Its directory. */
  Path home() {
    return home;
  }

  /** The start script. */
  Path launcher() {
    return home.resolve("bin/stocktake");
  }

  /** Where jars and the class archive are. */
  Path target() {
    return home.resolve("target");
  }

  private void refresh() throws IOException, InterruptedException {
    Path stamp = home.resolve("stamp");
    String now = stampOfClassPath();
    if (Files.exists(stamp) && Files.readString(stamp).equals(now)) {
      return;
    }
    FileTrees.delete(home);
    make();
    archive();
    Files.writeString(stamp, now);
  }

  private void archive() throws IOException, InterruptedException {
    Process archive =
        new ProcessBuilder(home.resolve("bin/archive").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(archive.waitFor()).as("see target/archive.log").isZero();
  }

  private void make() throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(target().resolve("lib"));
    try (Stream<Path> scripts = Files.list(Path.of("bin"))) {
      for (Path script : scripts.toList()) {
        Files.copy(
            script,
            home.resolve("bin").resolve(script.getFileName()),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    int number = 0;
    for (Path entry : classPath()) {
      Path jar = target().resolve("lib").resolve(number++ + "-" + entry.getFileName() + ".jar");
      if (entry.equals(OWN_CLASSES)) {
        jar(entry, target().resolve("stocktake.jar"));
      } else if (Files.isDirectory(entry)) {
        jar(entry, jar);
      } else {
        Files.createSymbolicLink(jar, entry);
      }
    }
  }

  private static List<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath())
        .filter(Files::exists)
        .filter(entry -> !entry.endsWith("test-classes"))
        .toList();
  }

  private static Path classesOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void jar(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> tree = Files.walk(classes)) {
      entries.setLevel(1);
      for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, entries);
      }
    }
  }

  /** Each file of the class path and the scripts, with its time. */
  private static String stampOfClassPath() throws IOException {
    StringBuilder stamp = new StringBuilder();
    for (Path entry :
        Stream.concat(Stream.of(Path.of("bin").toAbsolutePath()), classPath().stream()).toList()) {
      try (Stream<Path> tree = Files.walk(entry)) {
        tree.filter(Files::isRegularFile)
            .sorted()
            .forEach(file -> stamp.append(file).append(' ').append(time(file)).append('\n'));
      }
    }
    return stamp.toString();
  }

  private static String time(Path file) {
    try {
      return Files.getLastModifiedTime(file).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
