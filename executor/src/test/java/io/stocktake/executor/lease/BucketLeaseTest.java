package io.stocktake.executor.lease;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.StocktakeException.Kind;
import io.stocktake.manifests.io.ConditionalFiles;
import io.stocktake.manifests.io.Digests;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One run at a time has the lease, whatever becomes of the others. */
@Timeout(60)
class BucketLeaseTest {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final long NOBODY = 4_194_305; // no process of Linux has this id

  private final Kept kept = new Kept();
  private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
  private final BlockingQueue<StocktakeException> lost = new LinkedBlockingQueue<>();

  /** A folder whose clock is moved by hand. */
  private static final class Kept implements ConditionalFiles {
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private volatile Duration age = Duration.ZERO;
    private volatile boolean down;
    private volatile boolean loseAnswers;
    private final AtomicInteger requests = new AtomicInteger();

    @Override
    public List<String> list() {
      return List.copyOf(files.keySet());
    }

    @Override
    public List<String> listAll() {
      return list();
    }

    @Override
    public Optional<ETag> fetch(String name, Path into) throws IOException {
      answer();
      if (files.containsKey(name)) {
        Files.write(into, files.get(name));
      }
      return etag(name);
    }

    @Override
    public Optional<Seen> head(String name) throws IOException {
      answer();
      return etag(name).map(etag -> new Seen(etag, age));
    }

    @Override
    public synchronized Optional<ETag> put(
        String name, Path from, long offset, long length, Optional<ETag> seen) throws IOException {
      answer();
      if (!etag(name).equals(seen)) {
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(from);
      files.put(name, Arrays.copyOfRange(bytes, (int) offset, (int) (offset + length)));
      if (loseAnswers) {
        throw StocktakeException.environment("no answer came");
      }
      return etag(name);
    }

    @Override
    public synchronized void delete(String name, ETag seen) throws IOException {
      answer();
      if (!etag(name).equals(Optional.of(seen))) {
        throw StocktakeException.environment(name + " is not what was seen");
      }
      files.remove(name);
    }

    @Override
    public String describe(String name) {
      return "kept://" + name;
    }

    private void answer() throws IOException {
      requests.incrementAndGet();
      if (down) {
        throw StocktakeException.environment("the network is down");
      }
    }

    private Optional<ETag> etag(String name) {
      return Optional.ofNullable(files.get(name))
          .map(bytes -> ETag.ofMd5(Digests.md5().digest(bytes)));
    }
  }

  @Test
  void itIsTakenAndGivenBackByTwoRequests() throws Exception {
    take(holder("one"), BucketLease.LASTS).close();
    assertThat(kept.files).isEmpty();
    assertThat(kept.requests).hasValue(2);
    assertThat(notes).isEmpty();
  }

  @Test
  void asLongAsItIsHeldNobodyElseGetsIt() throws Exception {
    try (Closeable first = take(holder("one"), BucketLease.LASTS)) {
      kept.age = BucketLease.LASTS.plus(BucketLease.MARGIN);
      assertThatThrownBy(() -> take(holder("two"), BucketLease.LASTS))
          .isInstanceOfSatisfying(
              StocktakeException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
          .hasMessageContaining("ann on host-one (process " + me() + ") with /plans/one, since 20")
          .hasMessageContaining("it last renewed its lease 360 s ago")
          .hasMessageContaining("nothing was done");
    }
    take(holder("two"), BucketLease.LASTS).close();
  }

  @Test
  void whenItsTimeIsOverByTheStoresClockItIsTakenOverAndItsHolderStops() throws Exception {
    try (Closeable first = take(holder("one"), SHORT)) {
      kept.age = SHORT.plus(BucketLease.MARGIN).plusSeconds(1);
      take(holder("two"), BucketLease.LASTS);
      assertThat(lost.poll(30, TimeUnit.SECONDS))
          .hasMessageContaining("lost its lease kept://lease")
          .hasMessageContaining("with /plans/two, since")
          .hasMessageContaining("run apply again");
    }
    assertThat(notes).hasSize(1).first().asString().contains("took over the lease of ann");
    assertThat(new String(kept.files.get("lease"), UTF_8)).contains("/plans/two");
  }

  @Test
  void ofAProcessOfThisMachineThatHasEndedItIsTakenOverAtOnce() throws Exception {
    LeaseOwner me = holder("one");
    kept.files.put("lease", new LeaseDocument(process(me, "boot", NOBODY), SHORT, 0).json());
    assertThatThrownBy(() -> take(process(me, "other boot", me()), SHORT))
        .hasMessageContaining("another run writes below this destination");
    take(process(me, "boot", me()), BucketLease.LASTS).close();
    assertThat(kept.files).isEmpty();

    kept.files.put("lease", new LeaseDocument(process(me, "boot", me()), SHORT, 0).json());
    assertThatThrownBy(() -> take(process(holder("two"), "boot", me()), SHORT))
        .hasMessageContaining("another run writes below this destination");
  }

  @Test
  void itIsRenewedUntilItCannotBeForLongerThanItLasts() throws Exception {
    try (Closeable held = take(holder("one"), SHORT)) {
      byte[] first = kept.files.get("lease");
      while (Arrays.equals(first, kept.files.get("lease"))) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      assertThat(lost).isEmpty();
      kept.down = true;
      assertThat(lost.poll(30, TimeUnit.SECONDS))
          .hasMessageContaining("could not be renewed for 1 s")
          .hasMessageContaining("the network is down");
    }
  }

  @Test
  void anAnswerThatIsLostDoesNotLoseTheLease() throws Exception {
    try (Closeable held = take(holder("one"), SHORT)) {
      kept.loseAnswers = true;
      byte[] first = kept.files.get("lease");
      while (Arrays.equals(first, kept.files.get("lease"))) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      kept.loseAnswers = false;
      byte[] unanswered = kept.files.get("lease");
      while (Arrays.equals(unanswered, kept.files.get("lease"))) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
    assertThat(lost).isEmpty();
    assertThat(kept.files).isEmpty();
  }

  @Test
  void whatIsNoLeaseIsLeftAlone() throws Exception {
    kept.files.put("lease", "a letter".getBytes(UTF_8));
    assertThatThrownBy(() -> take(holder("one"), SHORT))
        .hasMessageContaining("but it is something else")
        .hasFieldOrPropertyWithValue("code", FailureCode.LEASE_KEY_TAKEN);
    assertThat(kept.files.get("lease")).asString(UTF_8).isEqualTo("a letter");
  }

  @Test
  void whereItCannotBeKeptAPersonIsToldHowToGoWithout() {
    kept.down = true;
    assertThatThrownBy(() -> take(holder("one"), SHORT))
        .isInstanceOfSatisfying(
            StocktakeException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ENVIRONMENT))
        .hasMessageContaining("the network is down")
        .hasFieldOrPropertyWithValue("code", FailureCode.LEASE_UNAVAILABLE);
  }

  private Closeable take(LeaseOwner owner, Duration lasts) throws IOException {
    return new BucketLease(kept, "lease", owner, lasts, notes::add).take(lost::add);
  }

  private static long me() {
    return ProcessHandle.current().pid();
  }

  private static LeaseOwner holder(String name) {
    return new LeaseOwner(
        name,
        "host-" + name,
        "",
        me(),
        "ann",
        "/plans/" + name,
        Instant.parse("2026-11-01T00:00:00Z"));
  }

  private static LeaseOwner process(LeaseOwner like, String machine, long process) {
    return new LeaseOwner(
        like.run() + machine + process,
        like.host(),
        machine,
        process,
        like.user(),
        like.plan(),
        like.since());
  }
}
