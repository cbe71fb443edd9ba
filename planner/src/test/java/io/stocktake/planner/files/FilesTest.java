package io.stocktake.planner.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** System calls and the JDK's public classes say the same of the same files. */
class FilesTest {
  @TempDir private Path dir;

  /** Opens a file in one of the ways. */
  private interface Opening {
    OpenFile open(Path file) throws IOException;
  }

  @BeforeEach
  void needSystemCalls() {
    assumeTrue(SystemCalls.AVAILABLE, "no system calls in this JVM");
  }

  @Test
  void entriesAreTheSame() throws Exception {
    Path file = Files.write(dir.resolve("a b%ü"), new byte[5]);
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(-5, 123_456_789)));
    Files.createDirectory(dir.resolve("..."));
    Files.createSymbolicLink(dir.resolve("link"), Path.of("nowhere"));
    run("printf x > \"$(printf 'bad\\377%%name')\"; mkfifo pipe");
    Map<String, Stat> known = entries(PathEntries.at(dir, dir));
    assertThat(known).containsOnlyKeys("a%20b%25%C3%BC", "...", "link", "bad%FF%25name", "pipe");
    assertThat(entries(UnixEntries.at(dir, dir))).isEqualTo(known);
    assertThat(entries(DirectoryEntries.of(dir, dir, false))).isEqualTo(known);
    assertThat(known.get("a%20b%25%C3%BC"))
        .isEqualTo(Stat.of(file, Stat.Detail.OWNERSHIP, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void newerJdksCallForeignFunctions() throws Exception {
    assumeTrue(Runtime.version().feature() >= 22, "an older JDK");
    try (DirectoryEntries entries = DirectoryEntries.of(dir, dir, false)) {
      assertThat(entries).isInstanceOf(LinuxEntries.class);
    }
  }

  @Test
  void manyEntriesTakeSeveralCalls() throws Exception {
    for (int i = 0; i < 3000; i++) {
      Files.createFile(dir.resolve("x".repeat(i % 100) + i));
    }
    Map<String, Stat> known = entries(PathEntries.at(dir, dir));
    assertThat(known).hasSize(3000);
    assertThat(entries(UnixEntries.at(dir, dir))).isEqualTo(known);
    assertThat(entries(DirectoryEntries.of(dir, dir, false))).isEqualTo(known);
  }

  @Test
  void directoriesThatCannotBeReadAreToldApart() throws Exception {
    Path file = Files.write(dir.resolve("f"), new byte[1]);
    Path missing = dir.resolve("missing");
    assertThatThrownBy(() -> UnixEntries.at(missing, missing))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(missing.toString());
    assertThatThrownBy(() -> UnixEntries.at(file, file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
    assertThatThrownBy(() -> PathEntries.at(file, file)).isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> DirectoryEntries.of(missing, missing, false))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aPipeIsNotWaitedFor() throws Exception {
    run("mkfifo pipe");
    Path pipe = dir.resolve("pipe");
    assertThat(read(UnixFile.at(dir, pipe))).isEmpty();
    assertThatThrownBy(() -> UnixEntries.at(pipe, pipe)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> entries(DirectoryEntries.of(pipe, pipe, false)))
        .isInstanceOf(IOException.class);
  }

  /** As Samba holds for a client that has the file open; it gives way to who waits. */
  @Test
  void aLeaseIsWaitedFor() throws Exception {
    Path file = Files.write(dir.resolve("f"), new byte[] {'x'});
    String script =
        """
        import fcntl, os, signal
        file = os.open('f', os.O_RDWR)
        give = lambda *_: fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        signal.signal(signal.SIGIO, give)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        print('held', flush=True)
        signal.pause()
        """;
    Process holder = start("command -v python3 >&2 && exec python3 -c \"" + script + "\"");
    try {
      assumeTrue(holder.inputReader().readLine() != null, "no Python, or no leases");
      assertThat(read(UnixFile.at(dir, file))).containsExactly('x');
    } finally {
      holder.destroy();
    }
  }

  @Test
  void anEntryThatGoesAwayIsMissing() throws Exception {
    Path file = Files.write(dir.resolve("f"), new byte[1]);
    for (DirectoryEntries opened :
        List.of(UnixEntries.at(dir, dir), DirectoryEntries.of(dir, dir, false))) {
      Files.write(file, new byte[1]);
      goesAway(file, opened);
    }
  }

  private static void goesAway(Path file, DirectoryEntries opened) throws IOException {
    try (DirectoryEntries entries = opened) {
      assertThat(entries.advance()).isTrue();
      Files.delete(file);
      assertThatThrownBy(() -> entries.stat(Stat.Detail.BASIC))
          .isInstanceOf(NoSuchFileException.class);
      assertThat(entries.advance()).isFalse();
    }
  }

  @Test
  void bytesAreTheSame() throws Exception {
    byte[] bytes = new byte[3 * OpenFile.CHUNK + 17];
    new Random(5).nextBytes(bytes);
    Path file = Files.write(dir.resolve("f"), bytes);
    assertThat(read(UnixFile.at(dir, file))).isEqualTo(bytes);
    assertThat(read(ChannelFile.at(dir, file, 0))).isEqualTo(bytes);
    assertThat(read(ChannelFile.at(dir, file, bytes.length - 2)))
        .containsExactly(bytes[bytes.length - 2], bytes[bytes.length - 1]);
  }

  @Test
  void anOpenFileTellsWhatItIsNow() throws Exception {
    Path file = Files.write(dir.resolve("f"), new byte[3]);
    for (Opening opening : openings()) {
      FileTime time = FileTime.from(Instant.ofEpochSecond(1_000_000_000, 1));
      try (OpenFile open = opening.open(file)) {
        Files.write(file, new byte[4]);
        Files.setLastModifiedTime(file, time);
        assertThat(open.stat().size()).isEqualTo(4);
        assertThat(open.stat().mtime()).isEqualTo(time);
      }
      Files.write(file, new byte[3]);
    }
  }

  @Test
  void linksAreFollowedOnlyWhenToldTo() throws Exception {
    Files.write(dir.resolve("f"), "text".getBytes(UTF_8));
    Path link = Files.createSymbolicLink(dir.resolve("link"), Path.of("f"));
    assertThat(read(OpenFile.open(dir.toRealPath(), link, 0, true)))
        .asString(UTF_8)
        .isEqualTo("text");
    for (Opening opening : openings()) {
      assertThatThrownBy(() -> opening.open(link))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Too many levels of symbolic links");
    }
  }

  private Opening[] openings() {
    return new Opening[] {file -> UnixFile.at(dir, file), file -> ChannelFile.at(dir, file, 0)};
  }

  private static Map<String, Stat> entries(DirectoryEntries opened) throws IOException {
    Map<String, Stat> found = new TreeMap<>();
    try (DirectoryEntries entries = opened) {
      while (entries.advance()) {
        found.put(entries.escapedName(), entries.stat(Stat.Detail.OWNERSHIP));
      }
    }
    return found;
  }

  private static byte[] read(OpenFile opened) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[OpenFile.CHUNK];
    try (OpenFile file = opened) {
      for (int n = file.read(buffer, 0, buffer.length);
          n > 0;
          n = file.read(buffer, 0, buffer.length)) {
        all.write(buffer, 0, n);
      }
    }
    return all.toByteArray();
  }

  private void run(String script) throws Exception {
    assertThat(start(script).waitFor()).isZero();
  }

  private Process start(String script) throws IOException {
    return new ProcessBuilder("sh", "-c", script).directory(dir.toFile()).start();
  }
}
