package io.stocktake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.stocktake.lab.auth.signature.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each command is run with all rights, which tells what it needs; then with each of those rights
 * missing, one at a time. It must name action and resource, and must not say that all is done; an
 * apply that is run again with the right must do what is left.
 */
class RightsMatrixTest {
  private static final String EVERYTHING =
      "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}";

  private static final List<Integer> DONE = List.of(0);
  private static final List<Integer> NOT_DONE = List.of(1, 3);

  /** Part sizes are told by HEAD of each part too. */
  private static final String ANOTHER_WAY = "s3:GetObjectVersionAttributes";

  private static final Pattern RIGHT = Pattern.compile("(s3|iam):[A-Z][A-Za-z]+");
  private static final Path README = Path.of("..", "..", "README.md");

  @TempDir private Path temp;
  @AutoClose private JobLab at;
  private int worlds;

  /** A bucket, a source and a plan of their own for each run. */
  private final class World {
    final String bucket = "photos-" + worlds;
    final Path source = temp.resolve("source-" + worlds);
    final Path plan = temp.resolve("plan-" + worlds);
    final String url = "s3://" + bucket;

    void write(String name, String content) throws IOException {
      Path file = source.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    }

    Program.Run run(Object... arguments) {
      return at.program().run(arguments);
    }

    void fill(Object... more) throws IOException {
      Path first = temp.resolve("fill-" + worlds);
      run(with(new Object[] {"plan", source, url, "--inventory", "live", "--out", first}, more))
          .expect(0);
      run("apply", first).expect(0);
    }

    Object[] planning(Object... more) {
      return with(new Object[] {"plan", source, url, "--inventory", "live", "--out", plan}, more);
    }

    /** With a plan of each action that needs no job. */
    Object[] applying() throws IOException {
      write("changed", "old");
      write("deleted", "deleted");
      write("before", "a file that moves");
      fill("--tag", "owner=me");
      write("changed", "new");
      write("new", "new");
      Files.delete(source.resolve("deleted"));
      Files.move(source.resolve("before"), source.resolve("after"));
      Files.write(source.resolve("large"), new byte[6 << 20]);
      run(planning("--delete")).expect(0);
      return new Object[] {"apply", plan, "--part-size", "5Mi", "--multipart-threshold", "6Mi"};
    }

    Object[] applyingTags() throws IOException {
      fill("--tag", "owner=me");
      run(planning("--tag", "owner=you", "--tag", "kind=photo")).expect(0);
      return new Object[] {"apply", plan};
    }

    Object[] applyingProperties() throws IOException {
      fill("--tag", "owner=me");
      run(planning("--property", "cache-control=no-cache", "--update-properties")).expect(0);
      return new Object[] {"apply", plan};
    }

    Object[] undoing() throws IOException {
      run(applying()).expect(0);
      return new Object[] {"apply", plan.resolve("undo-1")};
    }

    Object[] planningByInventory() throws IOException {
      fill();
      return new Object[] {"plan", source, url, "--inventory", inventory(), "--out", plan};
    }

    Object[] applyingByJobs() throws IOException {
      fill();
      Object[] planning = {
        "plan", source, url, "--inventory", inventory(), "--out", plan, "--tag", "kind=photo"
      };
      run(with(planning, "--replace-tags")).expect(0);
      return JobLab.apply(plan, "--report-within", "1");
    }

    Object[] syncing() throws IOException {
      fill();
      write("new", "new");
      return new Object[] {"sync", source, url, "--inventory", "live", "--out", plan};
    }

    Object[] verifying() throws IOException {
      fill("--property", "encryption=aws:kms");
      return new Object[] {"verify", source, url, "--inventory", "live", "--read"};
    }

    Object[] configuring() {
      return new Object[] {
        "inventory", "configure", url, "--to", "s3://reports/inv", "--id", "new"
      };
    }

    Object[] planningWithState() {
      return new Object[] {
        "plan",
        source,
        url + "/photos",
        "--inventory",
        "live",
        "--out",
        plan,
        "--state",
        url + "/state"
      };
    }

    Object[] sealing() throws IOException {
      run(planning("--attributes", "catalogue")).expect(0);
      return new Object[] {"apply", plan};
    }

    Object[] restoring() throws IOException {
      run(sealing()).expect(0);
      return new Object[] {
        "restore", url, temp.resolve("back-" + worlds), "--out", temp.resolve("restore-" + worlds)
      };
    }

    Object[] checking() throws IOException {
      run(sealing()).expect(0);
      return new Object[] {
        "snapshots", "check", url, newest(), "--inventory", inventory("--versions", "all")
      };
    }

    Object[] tagging() throws IOException {
      run(sealing()).expect(0);
      return new Object[] {"snapshots", "tag", url, newest(), "legal"};
    }

    Object[] pruning() throws IOException {
      fill("--attributes", "catalogue");
      write("a", "other");
      run(sealing()).expect(0);
      Path prune = temp.resolve("prune-" + worlds);
      run(
              "snapshots",
              "prune",
              url,
              "--inventory",
              inventory("--versions", "all"),
              "--keep-last",
              1,
              "--out",
              prune)
          .expect(0);
      return new Object[] {"apply", prune};
    }

    private String newest() throws IOException {
      JsonNode list =
          new JsonMapper().readTree(run("snapshots", "list", url, "--json").expect(0).out());
      return list.get("snapshots").get(0).get("id").asText();
    }

    private String inventory(Object... more) throws IOException {
      Object[] configure = {
        "inventory", "configure", url, "--to", "s3://reports/inv", "--id", "weekly"
      };
      run(with(configure, more)).expect(0);
      return at.deliver(bucket);
    }
  }

  /** Makes ready, as the account's owner, what a command works on; returns its arguments. */
  @FunctionalInterface
  private interface Preparation {
    Object[] in(World world) throws IOException;
  }

  /**
   * A command.
   *
   * @param harmless rights without which everything is done all the same, and that is said
   */
  private record Command(String name, Preparation preparation, Set<String> harmless) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Command command(String name, Preparation preparation, String... harmless) {
    return new Command(name, preparation, Set.of(harmless));
  }

  static Stream<Command> commands() {
    return Stream.of(
        command("plan, listing the bucket", at -> at.planning()),
        command("plan with an inventory", World::planningByInventory),
        command("plan with a state in a bucket", World::planningWithState),
        command("apply", World::applying),
        command("apply of tags", World::applyingTags, "s3:DeleteObject"),
        command("apply of properties", World::applyingProperties, "s3:DeleteObject"),
        command("apply of an undo plan", World::undoing),
        command("apply by jobs", World::applyingByJobs, "s3:DeleteObject"),
        command("apply that seals a snapshot", World::sealing, "s3:DeleteObject", "s3:GetObject"),
        command("apply of a plan that prunes", World::pruning),
        command("restore of a snapshot", World::restoring),
        command("snapshots check", World::checking),
        command("snapshots tag", World::tagging),
        command("sync", World::syncing, "s3:DeleteObject", "s3:GetObject"),
        command("verify", World::verifying),
        command("uploads list", at -> new Object[] {"uploads", "list", at.url}),
        command("inventory configure", World::configuring),
        command("probe", at -> new Object[] {"probe", at.url}));
  }

  @BeforeEach
  void start() throws IOException {
    at = new JobLab(temp);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("commands")
  void aMissingRightIsNamedAndNothingIsSaidToBeDone(Command command) throws IOException {
    Set<String> needed = needed(command);
    assertThat(readme()).as("rights in the README").containsAll(needed);
    for (String action : needed) {
      denied(command, action);
    }
  }

  /** A job is refused its manifest, its report, or each of its tasks. */
  @Test
  void aRightThatTheRoleOfJobsLacksIsNamed() throws IOException {
    Object[] arguments = world().applyingByJobs();
    at.lab().role("stocktake-jobs", "{\"Statement\": " + EVERYTHING + "}");
    at.program().run(arguments).expect(0);
    Set<String> needed = at.lab().actionsOfRole("stocktake-jobs");
    assertThat(needed).containsExactly("s3:GetObject", "s3:PutObject", "s3:PutObjectTagging");
    for (String action : needed) {
      arguments = world().applyingByJobs();
      at.lab().role("stocktake-jobs", "{\"Statement\": [" + EVERYTHING + deny(action) + "]}");
      Program.Run run = at.program().run(arguments);
      assertThat(run.exit()).as("without %s: %s", action, run).isIn(NOT_DONE);
      run.says(action);
    }
  }

  /** The rights that the README's table names. */
  private static Set<String> readme() throws IOException {
    String text = Files.readString(README);
    String section = text.substring(text.indexOf("\n## Rights\n"));
    Set<String> rights = new TreeSet<>();
    Matcher names = RIGHT.matcher(section.substring(0, section.indexOf("\n## ", 4)));
    while (names.find()) {
      rights.add(names.group());
    }
    return rights;
  }

  private Set<String> needed(Command command) throws IOException {
    Object[] arguments = command.preparation().in(world());
    as(EVERYTHING).run(arguments).expect(0);
    return at.lab().actionsOfUser("ann");
  }

  private void denied(Command command, String action) throws IOException {
    World world = world();
    Object[] arguments = command.preparation().in(world);
    Program.Run run = as(EVERYTHING + deny(action)).run(arguments);
    if (action.equals(ANOTHER_WAY)) {
      run.expect(0);
      return;
    }
    boolean harmless = command.harmless().contains(action);
    assertThat(run.exit()).as("without %s: %s", action, run).isIn(harmless ? DONE : NOT_DONE);
    run.says(action).says("arn:aws:");
    if (arguments[0].equals("apply")) {
      // A lease that could not be released expires after minutes.
      as(EVERYTHING).run(with(arguments, "--no-lease")).expect(0);
    }
  }

  private static Object[] with(Object[] some, Object... more) {
    return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray();
  }

  private World world() throws IOException {
    Program.on(at.lab()); // from now on as the owner
    worlds++;
    World world = new World();
    at.lab().createBucket(world.bucket);
    at.lab().keepVersions(world.bucket);
    Files.createDirectory(world.source);
    world.write("a", "a");
    return world;
  }

  private static String deny(String action) {
    return ", {\"Effect\": \"Deny\", \"Action\": \"" + action + "\", \"Resource\": \"*\"}";
  }

  private Program as(String statements) throws IOException {
    Credentials ann = at.lab().user("ann", "{\"Statement\": [" + statements + "]}");
    return Program.on(at.lab().endpoint(), ann.accessKey(), ann.secretKey())
        .with("STOCKTAKE_COMPAT", "aws");
  }
}
