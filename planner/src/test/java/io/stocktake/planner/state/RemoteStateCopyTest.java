package io.stocktake.planner.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.ConditionalFiles;
import io.stocktake.manifests.testing.DirectoryFiles;
import io.stocktake.planner.files.FileIdentity;
import io.stocktake.planner.source.WalkedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
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
  private Path kept;
  private DirectoryFiles folder;
  private volatile boolean full;

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
  void makeFolder() {
    kept = temp.resolve("kept");
    folder = new DirectoryFiles(kept, this::refuseIfFull);
  }

  private Optional<ETag> etag(String name) throws IOException {
    return folder.head(name).map(ConditionalFiles.Seen::etag);
  }

  private void refuseIfFull(String request) throws IOException {
    if (full && request.startsWith("put ")) {
      throw new IOException(folder.describe(request.substring("put ".length())) + " has no room");
    }
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
      ETag before = etag("fingerprints").orElseThrow();
      c.finish(ROOT);
      assertThat(etag("fingerprints")).as("nothing new, nothing sent").contains(before);
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
      Path sent = kept.resolve("fingerprints.log.000000001");
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
      full = true;
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
    Files.writeString(kept.resolve("fingerprints"), "damaged");
    assertThatThrownBy(() -> open("c"))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("is damaged");
    assertThat(temp.resolve("c")).doesNotExist();
    Files.delete(kept.resolve("fingerprints"));
    Files.writeString(kept.resolve("fingerprints.log.000000001"), "");
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
