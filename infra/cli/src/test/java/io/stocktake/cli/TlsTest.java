package io.stocktake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole job over HTTPS, with a server whose authority no system knows. */
class TlsTest {
  private static final String INVENTORY = "s3://reports/inv";
  private static final String CONFIG_FILE = "aws.configFile";

  @TempDir private Path temp;
  private final JobLab.PassingTime time = new JobLab.PassingTime();
  private Lab lab;
  private Program program;
  private Path source;

  @BeforeEach
  void start() throws IOException {
    lab = Lab.start(LabOptions.in(temp.resolve("lab")).withClock(time).withTls(true));
    lab.createBucket("photos");
    lab.createBucket("reports");
    program = Program.on(lab);
    source = Files.createDirectory(temp.resolve("source"));
    Files.writeString(source.resolve("a.jpg"), "a");
    Files.write(source.resolve("large.bin"), new byte[6 << 20]);
  }

  @AfterEach
  void stop() {
    System.clearProperty(CONFIG_FILE);
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"AWS_CA_BUNDLE", "ca_bundle", "STOCKTAKE_CA_BUNDLE"})
  void allGoesOverTlsWithTheAuthorityNamed(String way) throws IOException {
    trust(way);
    configureInventory();
    plan("p1", "live").expect(0);
    program.run("apply", out("p1"), "--multipart-threshold", "6Mi").expect(0).says("done");
    verify().expect(0);

    time.pass();
    lab.deliverInventory("photos", "weekly");
    plan("p2", INVENTORY + "/photos/weekly", "--tag", "kind=photo", "--replace-tags").expect(0);
    program.run(JobLab.apply(out("p2"))).expect(0).says("done");
    program.run("jobs", "list", out("p2")).expect(0).says("complete");

    Files.writeString(source.resolve("b.jpg"), "b");
    sync().expect(0).says("done");
    verify().expect(0);
    assertThat(lab.requestCounts())
        .containsKeys("PutObject", "UploadPart", "ListObjectsV2", "CreateJob", "DescribeJob");
  }

  private void trust(String way) throws IOException {
    Path pem = temp.resolve("ca.pem");
    Files.writeString(pem, lab.caCertificate().orElseThrow());
    if (way.equals("ca_bundle")) {
      Path config = temp.resolve("config");
      Files.writeString(config, "[default]\nca_bundle = " + pem + "\n");
      System.setProperty(CONFIG_FILE, config.toString());
    } else {
      program.with(way, pem.toString());
    }
  }

  @Test
  void withoutEachCommandNamesTheAuthorityAndSendsNothing() throws IOException {
    trust("STOCKTAKE_CA_BUNDLE");
    plan("p1", "live").expect(0);
    program.with("STOCKTAKE_CA_BUNDLE", "");
    lab.resetRequestCounts();

    for (Program.Run run :
        List.of(
            plan("p2", "live"),
            program.run("apply", out("p1")),
            program.run(JobLab.apply(out("p1"))),
            sync(),
            verify())) {
      run.expect(1).says("issued by CN=Stocktake lab, which is not trusted");
      assertThat(run.err()).contains("--ca-bundle", "AWS_CA_BUNDLE");
    }
    assertThat(lab.requestCounts()).isEmpty();
  }

  private void configureInventory() {
    program
        .run("inventory", "configure", "s3://photos", "--to", INVENTORY, "--id", "weekly")
        .expect(0);
  }

  private Program.Run plan(String name, String inventory, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("plan", source, "s3://photos"));
    arguments.addAll(List.of("--inventory", inventory, "--out", out(name)));
    arguments.addAll(List.of(more));
    return program.run(arguments.toArray());
  }

  private Program.Run sync() {
    return program.run("sync", source, "s3://photos", "--inventory", "live", "--out", out("sync"));
  }

  private Program.Run verify() {
    return program.run("verify", source, "s3://photos", "--inventory", "live");
  }

  private Path out(String name) {
    return temp.resolve(name);
  }
}
