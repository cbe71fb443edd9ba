package io.stocktake.planner;

import static io.stocktake.planner.PlannedSides.reasons;
import static io.stocktake.planner.PlannedSides.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import io.stocktake.planner.model.RandomSides;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans of random trees and inventories of every kind are those of a model that reads it all. */
@Proof
class ModelTest {
  private static final int TREES = ProofShare.of(1000);

  /** A plan waits for the disk about as long as it computes. */
  private static final int AT_ONCE = 2;

  @TempDir private Path temp;
  private final AtomicLong early = new AtomicLong();

  @Test
  void randomTreesPlanAsTheModelSays() throws Exception {
    long first = new Random().nextLong();
    System.out.println("ModelTest: seeds from " + first);
    ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<Void>> trees = new ArrayList<>();
      for (int i = 0; i < TREES; i++) {
        Trial trial = new Trial(first + i, Files.createDirectory(temp.resolve("tree" + i)));
        trees.add(pool.submit(trial::run));
      }
      for (Future<Void> tree : trees) {
        tree.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(early).as("rows in earlier parts than the last").hasValueGreaterThan(TREES);
  }

  /** One tree and its inventory, planned whole and in parts. */
  private final class Trial {
    private final long seed;
    private final Path home;
    private final Random random;

    Trial(long seed, Path home) {
      this.seed = seed;
      this.home = home;
      this.random = new Random(seed);
    }

    Void run() throws Exception {
      RandomSides sides =
          new RandomSides(Files.createDirectory(home.resolve("source")), "p/", random);
      boolean duplicates = random.nextBoolean();
      PlanRequest request = request(sides, "whole", duplicates);
      Planner.plan(request, new PlanProgress());
      Map<String, PlanRow> whole = rows(PlanBundle.open(request.out()));
      assertThat(reasons(whole)).as("seed %d", seed).isEqualTo(sides.model().reasons(duplicates));
      assertThat(inParts(request(sides, "last", duplicates))).as("seed %d", seed).isEqualTo(whole);
      FileTrees.delete(home);
      return null;
    }

    private PlanRequest request(RandomSides sides, String out, boolean duplicates)
        throws IOException {
      return new PlanRequest(
          home.resolve("source"),
          S3Location.parse("s3://bucket/p"),
          PlanRequest.Evidence.of(sides.deliver(home.resolve("inventory-" + out), "bucket")),
          Optional.empty(),
          home.resolve(out),
          PlannedSides.DELETE.withCopyDuplicates(duplicates).options(),
          new PlanRequest.Stamp(PlannedSides.CLOCK, "test"));
    }

    /**
     * The rows of all parts; all but the last have guarded uploads alone, and no key comes twice.
     */
    private Map<String, PlanRow> inParts(PlanRequest request) throws Exception {
      PartsInOrder parts = new PartsInOrder(home.resolve("parts"), 1 + random.nextInt(3));
      Planner.inParts(request, new PlanProgress(), parts);
      Map<String, PlanRow> rows = rows(PlanBundle.open(request.out()));
      for (Path part : parts.taken()) {
        for (PlanRow row : rows(PlanBundle.open(part)).values()) {
          early.incrementAndGet();
          assertThat(row.action()).isEqualTo(Action.UPLOAD);
          assertThat(rows.put(row.key().value(), row)).as("%s", row.key()).isNull();
        }
      }
      return rows;
    }
  }
}
