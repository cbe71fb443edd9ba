package io.stocktake.planner.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.ConditionalFiles;
import io.stocktake.manifests.io.Digests;
import io.stocktake.planner.files.FileIdentity;
import io.stocktake.planner.source.WalkedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteStateCopyTest {
  private static final Path ROOT = Path.of("/data");
  private static final ETag ETAG = ETag.ofMd5(new byte[16]);

  /** Enough for a part to be sent before the end. */
  private static final int MANY = 30_000;

  @TempDir private Path temp;
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private Folder folder;

  /** Files in a directory, with the MD5 of each as its mark. */
  private static final class Folder implements ConditionalFiles {
    private final Path directory;
    private boolean full;

    Folder(Path directory) {
      this.directory = directory;
    }

    @Override
    public synchronized List<String> list() throws IOException {
      try (Stream<Path> files = Files.list(directory)) {
        return files.map(file -> file.getFileName().toString()).toList();
      }
    }

    @Override
    public List<String> listAll() throws IOException {
      return list();
    }

    @Override
    public synchronized Optional<ETag> fetch(String name, Path into) throws IOException {
      Optional<ETag> etag = etag(name);
      if (etag.isPresent()) {
        Files.write(into, Files.readAllBytes(directory.resolve(name)));
      }
      return etag;
    }

    @Override
    public synchronized Optional<Seen> head(String name) throws IOException {
      return etag(name).map(etag -> new Seen(etag, Duration.ZERO));
    }

    @Override
    public synchronized Optional<ETag> put(
        String name, Path from, long offset, long length, Optional<ETag> seen) throws IOException {
      if (full) {
        throw new IOException(describe(name) + " has no room");
      }
      if (!etag(name).equals(seen)) {
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(from);
      Files.write(
          directory.resolve(name),
          java.util.Arrays.copyOfRange(bytes, (int) offset, (int) (offset + length)));
      return etag(name);
    }

    @Override
    public synchronized void delete(String name, ETag seen) throws IOException {
      if (etag(name).equals(Optional.of(seen))) {
        Files.delete(directory.resolve(name));
      }
    }

    @Override
    public String describe(String name) {
      return "kept://" + name;
    }

    private Optional<ETag> etag(String name) throws IOException {
      Path file = directory.resolve(name);
      return Files.exists(file)
          ? Optional.of(ETag.ofMd5(Digests.md5().digest(Files.readAllBytes(file))))
          : Optional.empty();
    }
  }

  /** The folder of a machine that writes nothing while another holds its permit. */
  private record Held(ConditionalFiles files, Semaphore writes) implements ConditionalFiles {
    @Override
    public List<String> list() throws IOException {
      return files.list();
    }

    @Override
    public List<String> listAll() throws IOException {
      return files.listAll();
    }

    @Override
    public Optional<ETag> fetch(String name, Path into) throws IOException {
      return files.fetch(name, into);
    }

    @Override
    public Optional<Seen> head(String name) throws IOException {
      return files.head(name);
    }

    @Override
    public Optional<ETag> put(String name, Path from, long offset, long length, Optional<ETag> seen)
        throws IOException {
      writes.acquireUninterruptibly();
      try {
        return files.put(name, from, offset, length, seen);
      } finally {
        writes.release();
      }
    }

    @Override
    public void delete(String name, ETag seen) throws IOException {
      files.delete(name, seen);
    }

    @Override
    public String describe(String name) {
      return files.describe(name);
    }
  }

  @BeforeEach
  void makeFolder() throws IOException {
    folder = new Folder(Files.createDirectory(temp.resolve("kept")));
  }

  @Test
  void anotherMachineKnowsWhatOneLearntWhateverItsDevicesAre() throws Exception {
    try (RemoteStateCopy a = open("a")) {
      learn(a, 0, 10, true);
      a.finish(ROOT);
    }
    assertThat(folder.list()).containsExactly("fingerprints");
    assertThat(temp.resolve("a")).doesNotExist();
    try (RemoteStateCopy b = open("b")) {
      assertThat(known(b, 20)).isEqualTo(10);
      learn(b, 10, 15, false);
      b.finish(ROOT);
    }
    try (RemoteStateCopy c = open("c")) {
      assertThat(known(c, 20)).as("also from a plan of some of the files").isEqualTo(15);
      ETag before = folder.etag("fingerprints").orElseThrow();
      c.finish(ROOT);
      assertThat(folder.etag("fingerprints")).as("nothing new, nothing sent").contains(before);
    }
    assertThat(told).isEmpty();
  }

  @Test
  void whatAKilledPlanLearntIsTakenInAndTidiedUp() throws Exception {
    Semaphore writes = new Semaphore(1);
    RemoteStateCopy killed =
        RemoteStateCopy.open(new Held(folder, writes), temp.resolve("a"), ROOT, told::add);
    FingerprintCache cache = FingerprintCache.open(killed.directory(), ROOT.toString());
    put(cache, 0, MANY);
    while (folder.list().size() < 2) {
      Thread.sleep(10);
    }
    writes.acquire();
    try (RemoteStateCopy b = open("b")) {
      assertThat(known(b, MANY)).isGreaterThanOrEqualTo(10_000);
      b.finish(ROOT);
    }
    assertThat(folder.list()).containsExactly("fingerprints");

    writes.release();
    put(cache, MANY, 2 * MANY);
    cache.close();
    killed.finish(ROOT);
    killed.close();
    assertThat(told).anyMatch(text -> text.startsWith("another machine has written the state"));
    Path kept = temp.resolve("a-kept");
    assertThat(told.get(told.size() - 1)).contains("is kept in " + kept);
    try (FingerprintCache alone = FingerprintCache.open(kept, ROOT.toString())) {
      assertThat(known(alone, 2 * MANY)).isEqualTo(2 * MANY);
    }
    try (RemoteStateCopy c = open("a")) {
      assertThat(c.directory()).isNotEqualTo(kept);
    }
    assertThat(kept).isDirectory();
  }

  @Test
  void whatWasSentWhileThePlanRanIsNotLostAtItsEnd() throws Exception {
    try (RemoteStateCopy a = open("a")) {
      Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
      Files.copy(a.directory().resolve("fingerprints"), elsewhere.resolve("fingerprints"));
      try (FingerprintCache cache = FingerprintCache.open(elsewhere, ROOT.toString())) {
        put(cache, 0, MANY);
      }
      Path log = elsewhere.resolve("fingerprints.log");
      long bytes = Files.size(log);
      Files.move(
          log, a.directory().resolve("fingerprints.log"), StandardCopyOption.REPLACE_EXISTING);
      Path sent = folder.directory.resolve("fingerprints.log.000000001");
      while (!Files.exists(sent) || Files.size(sent) < bytes) {
        Thread.sleep(10);
      }
      a.finish(ROOT); // of a plan of some of the files, which leaves its log as it is
    }
    assertThat(folder.list()).containsExactly("fingerprints");
    try (RemoteStateCopy b = open("b")) {
      assertThat(known(b, MANY)).isEqualTo(MANY);
    }
  }

  @Test
  void aPlanThatFailsLeavesWhatItLearnt() throws Exception {
    try (RemoteStateCopy a = open("a")) {
      learn(a, 0, 10, false);
    }
    assertThat(folder.list())
        .containsExactlyInAnyOrder("fingerprints", "fingerprints.log.000000001");
    try (RemoteStateCopy b = open("b")) {
      assertThat(known(b, 20)).isEqualTo(10);
    }
  }

  @Test
  void whatCannotBeSentIsKeptAndNamed() throws Exception {
    try (RemoteStateCopy a = open("a")) {
      learn(a, 0, 10, true);
      folder.full = true;
      a.finish(ROOT);
    }
    assertThat(told).anyMatch(text -> text.contains("kept://fingerprints has no room"));
    assertThat(temp.resolve("a-kept/fingerprints")).exists();
  }

  @Test
  void wrongPlacesAreRefusedAndLeftAlone() throws Exception {
    try (RemoteStateCopy a = open("a")) {
      assertThatThrownBy(() -> open("a")).hasMessageContaining("is in use by another plan");
      a.finish(ROOT);
    }
    Path foreign = Files.createDirectory(temp.resolve("b"));
    Files.writeString(foreign.resolve("fingerprints"), "precious");
    assertThatThrownBy(() -> open("b"))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("is there already, and no local copy")
        .hasFieldOrPropertyWithValue("code", FailureCode.STATE_COPY_TAKEN);
    assertThat(foreign.resolve("fingerprints")).hasContent("precious");
    assertThatThrownBy(
            () -> RemoteStateCopy.open(folder, temp.resolve("c"), Path.of("/other"), told::add))
        .isInstanceOf(StocktakeException.class)
        .hasMessage("the state at kept:// is of /data, not of /other; name another place for it");
    Files.writeString(folder.directory.resolve("fingerprints"), "damaged");
    assertThatThrownBy(() -> open("c"))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("is damaged");
    assertThat(temp.resolve("c")).doesNotExist();
    Files.delete(folder.directory.resolve("fingerprints"));
    Files.writeString(folder.directory.resolve("fingerprints.log.000000001"), "");
    assertThatThrownBy(() -> open("c"))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("is missing, but parts of a log are there");
  }

  private RemoteStateCopy open(String local) throws IOException {
    return RemoteStateCopy.open(folder, temp.resolve(local), ROOT, told::add);
  }

  private static void learn(RemoteStateCopy state, int from, int to, boolean complete)
      throws IOException {
    try (FingerprintCache cache = FingerprintCache.open(state.directory(), ROOT.toString())) {
      put(cache, from, to);
      if (complete) {
        cache.finishComplete();
      }
    }
  }

  private static void put(FingerprintCache cache, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      cache.put(walked(i, 1), Instant.now(), ETAG);
    }
  }

  private static int known(RemoteStateCopy state, int files) throws IOException {
    try (FingerprintCache cache = FingerprintCache.open(state.directory(), ROOT.toString())) {
      return known(cache, files);
    }
  }

  private static int known(FingerprintCache cache, int files) {
    int known = 0;
    for (int i = 0; i < files; i++) {
      known += cache.find(walked(i, 2)).isPresent() ? 1 : 0;
    }
    return known;
  }

  private static WalkedFile walked(int number, long device) {
    FileTime old = FileTime.fromMillis(number);
    String name = "d" + number % 10 + "/f" + number;
    return new WalkedFile(name, number, old, Optional.of(new FileIdentity(device, number, old)));
  }
}
