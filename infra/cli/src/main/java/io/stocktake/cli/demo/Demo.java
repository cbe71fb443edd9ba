package io.stocktake.cli.demo;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.environment.AwsSettings;
import io.stocktake.cli.demo.Scenario.Expected;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.Verdict;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The whole job, told step by step. */
public final class Demo {
  private static final String BUCKET = "photos";
  private static final String COPY_BUCKET = "photos-copy";
  private static final String ROLE = "arn:aws:iam::111122223333:role/stocktake-jobs";
  private static final String INVENTORY_BUCKET = "photos-inventory";
  private static final String CONFIG = "weekly";

  private final Screen screen;
  private final CommandRunner runner;
  private final Lab lab;
  private final SimulatedClock clock;
  private final Path store;
  private final Path plans;

  private Demo(
      Screen screen, CommandRunner runner, Lab lab, SimulatedClock clock, Path store, Path plans) {
    this.screen = screen;
    this.runner = runner;
    this.lab = lab;
    this.clock = clock;
    this.store = store;
    this.plans = plans;
  }

  /**
   * Runs the demo.
   *
   * @param screen where it speaks
   * @param runner runs its commands
   * @param own the user's own directory, only read; without it images are generated
   * @param keep a new directory for all that is made; without it all is removed at the end
   * @throws StocktakeException if anything does not go as foretold
   */
  public static void run(
      Screen screen, CommandRunner runner, Optional<Path> own, Optional<Path> keep)
      throws IOException {
    long began = System.nanoTime();
    Path work = keep.isPresent() ? makeNew(keep.get()) : newTemporary();
    SimulatedClock clock = new SimulatedClock(Duration.ofDays(14));
    try (Lab lab = startLab(work, clock)) {
      Path store = own.isPresent() ? own.get().toRealPath() : work.resolve("images");
      try (AwsSession session =
              AwsSession.open(settings(lab), Map.of(), 1, RequestThrottle.free(1));
          ObjectStore bucket = session.store(BUCKET)) {
        Scenario scenario =
            own.isPresent() ? new UserDirectory(store, bucket) : new GeneratedStore(store);
        new Demo(screen, runner, lab, clock, store, work.resolve("plans")).tell(scenario);
      }
      screen.line("");
      screen.line(
          "Done in %s: every change was found and applied, all is tagged and copied, and nothing is left."
              + (own.isPresent() ? "" : " What was lost is back."),
          NumberFormat.duration(Duration.ofNanos(System.nanoTime() - began)));
    } finally {
      if (keep.isEmpty()) {
        FileTrees.delete(work);
      }
    }
  }

  private void tell(Scenario scenario) throws IOException {
    step("The store, and an S3 on localhost that nobody else sees");
    scenario.prepare(screen);
    screen.line("$ export AWS_ENDPOINT_URL=%s", lab.endpoint());
    screen.line("$ export AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=...", lab.accessKey());
    screen.line(
        "The buckets %s, %s and %s are empty. The first keeps versions.",
        BUCKET, COPY_BUCKET, INVENTORY_BUCKET);

    step("Have S3 list the bucket; AWS delivers within 48 hours, the lab when it is asked");
    stocktake("inventory", "configure", s3(BUCKET), "--id", CONFIG, "--to", inventoryPrefix());
    deliver(BUCKET);

    step("Plan and apply the first upload");
    plan("1-first-upload", "--attributes", "catalogue");
    stocktake("apply", planPath("1-first-upload"));
    String state = scenario.canBeLost() ? TreeDigest.of(store) : "";
    final Instant time = Instant.now();

    step("Things change");
    final Expected expected = scenario.change(screen);
    deliver(BUCKET);

    step("Plan again: only files that have the size of their object are read");
    plan("2-changes", "--attributes", "catalogue");
    stocktake("show", planPath("2-changes"));
    check(expected);
    stocktake("apply", planPath("2-changes"));

    step("Prove it: with a fresh inventory, nothing is left to do");
    deliver(BUCKET);
    plan("3-proof", "--exit-code");

    step("Tag every object, by a job of S3 Batch Operations");
    plan("4-tags", "--tag", "Backup=Incremental", "--replace-tags");
    byJobs("4-tags");

    step("Fill another bucket: it is copied there, by a job, and nothing is uploaded");
    stocktake("inventory", "configure", s3(COPY_BUCKET), "--id", CONFIG, "--to", inventoryPrefix());
    deliver(BUCKET);
    deliver(COPY_BUCKET);
    planCopy("5-copy");
    byJobs("5-copy");
    deliver(COPY_BUCKET);
    planCopy("6-proof", "--exit-code");

    if (scenario.canBeLost()) {
      restore(time, state);
    }
  }

  private void restore(Instant time, String state) throws IOException {
    step("Lose the directory, and bring it back as it was before the changes");
    screen.line("$ rm -r %s", store);
    FileTrees.delete(store);
    stocktake(
        "restore",
        s3(BUCKET),
        store.toString(),
        "--at",
        time.toString(),
        "--out",
        planPath("7-restore"));
    if (!TreeDigest.of(store).equals(state)) {
      throw StocktakeException.environment(
          "the demo did not go as foretold: the directory is not what it was at " + time);
    }
    screen.line("Contents, modes and times are those of %s.", time);
  }

  private void step(String title) {
    screen.line("");
    screen.line("--- %s", title);
  }

  private void plan(String name, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("plan", store.toString(), s3(BUCKET), "--inventory", inventoryFolder(BUCKET)));
    arguments.addAll(List.of("--delete", "--out", planPath(name)));
    arguments.addAll(List.of(more));
    stocktake(arguments.toArray(String[]::new));
  }

  /** Shows a command as it would be typed, and runs it. */
  private void stocktake(String... arguments) throws IOException {
    StringBuilder shown = new StringBuilder("$ stocktake");
    for (String argument : arguments) {
      shown.append(' ').append(argument.contains(" ") ? "'" + argument + "'" : argument);
    }
    screen.line(shown.toString());
    int exit = runner.run(Map.of("STOCKTAKE_ENDPOINT_URL", lab.endpoint().toString()), arguments);
    if (exit != 0) {
      throw StocktakeException.environment(
          "the demo did not go as foretold: '" + shown.substring(2) + "' ended with " + exit);
    }
  }

  private void planCopy(String name, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("plan", store.toString(), s3(COPY_BUCKET)));
    arguments.addAll(List.of("--inventory", inventoryFolder(COPY_BUCKET)));
    arguments.addAll(List.of("--copy-from", s3(BUCKET)));
    arguments.addAll(List.of("--copy-inventory", inventoryFolder(BUCKET)));
    arguments.addAll(List.of("--out", planPath(name)));
    arguments.addAll(List.of(more));
    stocktake(arguments.toArray(String[]::new));
  }

  private void byJobs(String name) throws IOException {
    stocktake("show", planPath(name), "--via", "batch");
    stocktake(
        "apply",
        planPath(name),
        "--via",
        "batch",
        "--role",
        ROLE,
        "--jobs-at",
        s3(INVENTORY_BUCKET) + "/jobs");
  }

  private void deliver(String bucket) throws IOException {
    clock.pass(Duration.ofDays(1));
    String key = lab.deliverInventory(bucket, CONFIG).manifestKey();
    screen.line("A day passes, an inventory is delivered: s3://%s/%s", INVENTORY_BUCKET, key);
  }

  private void check(Expected expected) throws IOException {
    Plan plan = PlanBundle.open(Path.of(planPath("2-changes"))).plan();
    Expected found =
        new Expected(
            plan.rows(Verdict.NEW),
            plan.rows(Verdict.MOVED),
            plan.rows(Verdict.CHANGED),
            plan.rows(Verdict.ORPHAN));
    if (!found.equals(expected)) {
      throw StocktakeException.environment(
          "the demo did not go as foretold: the plan should find " + expected + ", not " + found);
    }
    screen.line("That is exactly what was changed.");
  }

  private String planPath(String name) {
    return plans.resolve(name).toString();
  }

  private static String s3(String bucket) {
    return "s3://" + bucket;
  }

  private static String inventoryPrefix() {
    return s3(INVENTORY_BUCKET) + "/inv";
  }

  private static String inventoryFolder(String bucket) {
    return inventoryPrefix() + "/" + bucket + "/" + CONFIG;
  }

  private static Lab startLab(Path work, SimulatedClock clock) throws IOException {
    Path data = Files.createDirectories(work.resolve("lab"));
    Lab lab = Lab.start(LabOptions.in(data).withClock(clock));
    lab.createBucket(BUCKET);
    lab.keepVersions(BUCKET);
    lab.createBucket(COPY_BUCKET);
    lab.createBucket(INVENTORY_BUCKET);
    System.setProperty("aws.accessKeyId", lab.accessKey());
    System.setProperty("aws.secretAccessKey", lab.secretKey());
    return lab;
  }

  private static AwsSettings settings(Lab lab) {
    return AwsSettings.none().withEndpoint(lab.endpoint()).withRegion(lab.region());
  }

  /** Short, since it stands in every line that the demo prints. */
  private static Path newTemporary() throws IOException {
    Path temp = Path.of(System.getProperty("java.io.tmpdir"));
    for (int i = 1; ; i++) {
      try {
        return Files.createDirectory(temp.resolve("stocktake-demo-" + i)).toRealPath();
      } catch (FileAlreadyExistsException e) {
        // another demo's, perhaps a running one
      }
    }
  }

  private static Path makeNew(Path directory) throws IOException {
    if (Files.exists(directory)) {
      throw StocktakeException.usage("--keep " + directory + " exists; name a new directory");
    }
    return Files.createDirectories(directory).toRealPath();
  }
}
