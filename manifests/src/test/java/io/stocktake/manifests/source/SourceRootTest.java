package io.stocktake.manifests.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No symbolic link leads out of a source. */
@Proof
class SourceRootTest {
  private static final int SWAPS = ProofShare.of(10_000);

  @TempDir private Path temp;
  private Path root;
  private Path outside;
  private SourceRoot source;

  @BeforeEach
  void make() throws IOException {
    root = Files.createDirectory(temp.toRealPath().resolve("root"));
    outside = Files.createDirectory(temp.toRealPath().resolve("outside"));
    write(root.resolve("a/b/f"), "inside");
    write(outside.resolve("b/f"), "secret");
    write(outside.resolve("f"), "secret");
    source = SourceRoot.of(root);
  }

  @AfterEach
  void close() throws IOException {
    source.close();
  }

  @Test
  void aFileIsReadAndDescribed() throws IOException {
    Path file = root.resolve("a/b/f");
    assertThat(read(file)).isEqualTo("inside");
    BasicFileAttributes attributes = source.attributes(file);
    assertThat(attributes.size()).isEqualTo(6);
    assertThat(FileId.of(attributes).orElseThrow())
        .isEqualTo(FileId.parse(Files.getAttribute(file, "unix:dev") + ":" + inode(file)));
    try (DirectoryStream<Path> entries = source.list(root.resolve("a"))) {
      assertThat(entries).containsExactly(root.resolve("a/b"));
    }
    assertThatThrownBy(() -> source.open(root.resolve("a/c/f")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    Files.createSymbolicLink(root.resolve("dir"), outside);
    Files.createSymbolicLink(root.resolve("a/link"), outside.resolve("f"));
    assertThatThrownBy(() -> source.open(root.resolve("dir/f")))
        .isInstanceOf(SourceRoot.LinkOnTheWayException.class);
    assertThatThrownBy(() -> source.attributes(root.resolve("dir/b/f")))
        .isInstanceOf(SourceRoot.LinkOnTheWayException.class);
    assertThatThrownBy(() -> source.list(root.resolve("dir/b")))
        .isInstanceOf(SourceRoot.LinkOnTheWayException.class);
    assertThatThrownBy(() -> source.open(root.resolve("a/link"))).isInstanceOf(IOException.class);
    assertThat(source.attributes(root.resolve("a/link")).isSymbolicLink()).isTrue();
    assertThatThrownBy(() -> source.open(root.resolve("a/../../outside/f")))
        .hasMessageContaining("is not below");
    assertThatThrownBy(() -> source.open(outside.resolve("f")))
        .hasMessageContaining("is not below");
  }

  @Test
  void manyDirectoriesAreNotKeptOpen() throws IOException {
    for (int i = 0; i < 100; i++) {
      write(root.resolve("d" + i + "/f"), "inside");
    }
    for (int i = 0; i < 200; i++) {
      assertThat(read(root.resolve("d" + i % 100 + "/f"))).isEqualTo("inside");
    }
    assertThat(descriptorsBelow(root)).isLessThanOrEqualTo(2 * 17);
    source.close();
    assertThat(descriptorsBelow(root)).isZero();
    assertThat(read(root.resolve("d1/f"))).isEqualTo("inside");
    assertThat(descriptorsBelow(root)).isZero();
  }

  /** Directories turn into links to the outside and back, while others read through them. */
  @Test
  void swapsLeadNowhere() throws Exception {
    AtomicInteger reads = new AtomicInteger();
    AtomicReference<String> foreign = new AtomicReference<>("");
    Thread[] readers = new Thread[3];
    for (int i = 0; i < readers.length; i++) {
      readers[i] = new Thread(() -> readOn(foreign, reads), "reader-" + i);
      readers[i].start();
    }
    Path kept = root.resolve("kept");
    for (int swap = 0; swap < SWAPS; swap++) {
      Path path = root.resolve(swap % 2 == 0 ? "a" : "a/b");
      Path target = swap % 2 == 0 ? outside : outside.resolve("b");
      Files.move(path, kept);
      Files.createSymbolicLink(path, target);
      Files.delete(path);
      Files.move(kept, path, StandardCopyOption.ATOMIC_MOVE);
    }
    for (Thread reader : readers) {
      reader.interrupt();
      reader.join();
    }
    assertThat(foreign.get()).isEmpty();
    assertThat(reads.get()).isPositive();
  }

  private void readOn(AtomicReference<String> foreign, AtomicInteger reads) {
    SourceRoot own = source;
    for (int i = 0; !Thread.currentThread().isInterrupted() || reads.get() == 0; i++) {
      if (i % 7 == 0) {
        own = SourceRoot.of(root); // opens all directories anew
      }
      try (FileChannel file = own.open(root.resolve("a/b/f"))) {
        ByteBuffer bytes = ByteBuffer.allocate(6);
        file.read(bytes, 0);
        if (!new String(bytes.array(), UTF_8).equals("inside")) {
          foreign.set(new String(bytes.array(), UTF_8));
        }
        reads.incrementAndGet();
      } catch (java.nio.channels.ClosedByInterruptException e) {
        break;
      } catch (IOException e) {
        // The directory is not there, or is a link, at this moment.
      }
      closeIfOwn(own, i);
    }
  }

  private void closeIfOwn(SourceRoot own, int i) {
    if (own != source && i % 7 == 6) {
      try {
        own.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static long descriptorsBelow(Path root) throws IOException {
    long count = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : all) {
        try {
          count += Files.readSymbolicLink(descriptor).startsWith(root) ? 1 : 0;
        } catch (IOException e) {
          // closed meanwhile
        }
      }
    }
    return count;
  }

  private static Object inode(Path file) throws IOException {
    return Files.getAttribute(file, "unix:ino");
  }

  private String read(Path path) throws IOException {
    try (FileChannel file = source.open(path)) {
      ByteBuffer bytes = ByteBuffer.allocate(6);
      file.read(bytes, 0);
      return new String(bytes.array(), UTF_8);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
