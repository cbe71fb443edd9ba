package io.stocktake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.environment.AwsSettings;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import io.stocktake.lab.proxy.FaultProxy;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.rules.PropertyRule;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plans with every action, each applied by processes that are killed until one comes to its end; at
 * the lab it is counted what was sent more than once.
 */
@Proof
class MixedKillTest {
  private static final int KILLS = ProofShare.of(200);

  private static final int AT_ONCE = 2;
  private static final int IN_FLIGHT = 8;
  private static final int LONGEST_MILLIS = 350;
  private static final Duration LATENCY = Duration.ofMillis(20);

  @TempDir private Path temp;
  private Lab lab;

  @Test
  void killedManyTimesTheBucketIsAsPlannedAndOnlyWhatWasInFlightIsSentAgain() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("MixedKillTest seed " + seed);
    ExecutorService both = Executors.newFixedThreadPool(AT_ONCE);
    try (Lab started = Lab.start(LabOptions.in(temp.resolve("lab")))) {
      lab = started;
      Program.on(lab);
      List<Future<Integer>> ends = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        String bucket = "bucket-" + i;
        Random random = new Random(seed + i);
        lab.createBucket(bucket);
        ends.add(both.submit(() -> new Slot(bucket, random, seed).rounds(KILLS / AT_ONCE)));
      }
      for (Future<Integer> end : ends) {
        System.out.println("MixedKillTest: " + end.get() + " rounds");
      }
    } finally {
      both.shutdownNow();
    }
  }

  /** One bucket and the tree it is kept in step with. */
  private final class Slot {
    private final String bucket;
    private final long seed;
    private final ChangingTree tree;
    private final Path home;
    private final Killing kills;
    private int killed;

    Slot(String bucket, Random random, long seed) throws Exception {
      this.bucket = bucket;
      this.seed = seed;
      this.home = Files.createDirectory(temp.resolve(bucket));
      this.kills = new Killing(random, home.resolve("output"), LONGEST_MILLIS);
      this.tree = new ChangingTree(Files.createDirectory(home.resolve("source")), random);
    }

    int rounds(int kills) throws Exception {
      Path first = plan("first").toAbsolutePath();
      program(lab.endpoint()).run(apply(first)).expect(0);
      while (killed < kills) {
        tree.change();
        round(kills);
      }
      return tree.round();
    }

    private void round(int most) throws Exception {
      Path plan = plan("plan-" + tree.round());
      int before = killed;
      try (FaultProxy proxy = FaultProxy.to(lab.endpoint(), seed)) {
        proxy.latency(LATENCY);
        Program program = program(proxy.endpoint());
        boolean running = true;
        while (running && killed < most) {
          running = kills.onceItWrites(plan, program, apply(plan));
          killed += running ? 1 : 0;
        }
        program.run(apply(plan)).expect(0);
        checkSent(proxy.sent(), killed - before);
      }
      checkBucket();
    }

    private Path plan(String name) throws Exception {
      Path plan = home.resolve(name);
      List<Object> command = compare(plan);
      command.addAll(List.of("--cannot-tell", "upload"));
      command.addAll(List.of("--tag", "t/ on:same Round=" + tree.round(), "--update-properties"));
      command.addAll(List.of("--property", rule()));
      program(lab.endpoint()).run(command.toArray()).expect(0);
      return plan;
    }

    private String rule() {
      return "p/ meta.round=" + tree.round();
    }

    private List<Object> compare(Path out) {
      return new ArrayList<>(
          List.of(
              "plan",
              tree.root(),
              "s3://" + bucket,
              "--inventory",
              "live",
              "--delete",
              "--part-size",
              "5Mi",
              "--out",
              out));
    }

    private Object[] apply(Path plan) {
      return new Object[] {
        "apply",
        plan,
        "--max-in-flight",
        IN_FLIGHT,
        "--multipart-threshold",
        "6Mi",
        "--part-size",
        "5Mi",
        "--delta",
        home.resolve("signatures")
      };
    }

    private void checkSent(Map<String, Integer> sent, int kills) {
      int again = 0;
      for (Map.Entry<String, Integer> request : sent.entrySet()) {
        String what = request.getKey();
        if (what.startsWith("PUT /") && !what.contains("/.stocktake/")) {
          again += request.getValue() - 1;
          assertThat(request.getValue())
              .as("%s, seed %d", what, seed)
              .isLessThanOrEqualTo(1 + kills);
        }
      }
      assertThat(again)
          .as("requests sent again in round %d of %s, seed %d", tree.round(), bucket, seed)
          .isLessThanOrEqualTo(kills * IN_FLIGHT);
    }

    private void checkBucket() throws Exception {
      List<Object> command = compare(home.resolve("again-" + tree.round()));
      command.addAll(List.of("--exit-code", "--exclude", "/" + ChangingTree.IN_PIECES));
      program(lab.endpoint()).run(command.toArray()).expect(0);
      AwsSettings settings =
          AwsSettings.none().withEndpoint(lab.endpoint()).withRegion(lab.region());
      try (AwsSession session = AwsSession.open(settings, 2);
          ObjectStore store = session.store(bucket);
          InputStream in = session.deliveries(bucket).open(ChangingTree.IN_PIECES)) {
        assertThat(in.readAllBytes())
            .as("seed %d", seed)
            .isEqualTo(Files.readAllBytes(tree.root().resolve(ChangingTree.IN_PIECES)));
        for (int i = 0; i < ChangingTree.TAGGED; i++) {
          assertThat(store.tags(new ObjectKey("t/" + i), Optional.empty()).get())
              .as("seed %d", seed)
              .isEqualTo(TagSet.parse("Round=" + tree.round()));
        }
        for (int i = 0; i < ChangingTree.GIVEN; i++) {
          checkGiven(store, new ObjectKey("p/" + i));
        }
      }
    }

    /** An object that has what it is to be given is not written. */
    private void checkGiven(ObjectStore store, ObjectKey key) throws Exception {
      Guard guard = Guard.match(store.head(key).get().orElseThrow().etag());
      assertThat(
              store
                  .setProperties(key, PropertyRule.parse(rule()).properties(), TagSet.EMPTY, guard)
                  .get())
          .as("%s, seed %d", key, seed)
          .isEmpty();
    }

    private Program program(URI endpoint) {
      return Program.on(endpoint, lab.accessKey(), lab.secretKey());
    }
  }
}
