package io.stocktake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.environment.AwsSettings;
import io.stocktake.aws.keys.CustomerKeys;
import io.stocktake.executor.store.Guarantee;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.testing.ObjectStoreContract;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job against an S3 server that is not ours: Adobe's S3Mock, in a JVM of its own. */
class S3MockTest extends ObjectStoreContract {
  @TempDir private static Path data;
  private static OtherStore server;
  private static AwsSession session;

  @TempDir private Path temp;

  @BeforeAll
  static void start() throws Exception {
    server = OtherStore.s3Mock(data);
    session = server.session();
  }

  @AfterAll
  static void stop() throws Exception {
    session.close();
    server.close();
  }

  @Override
  protected ObjectStore store() throws IOException {
    Set<Guarantee> held = EnumSet.allOf(Guarantee.class);
    held.removeAll(lacks());
    return session.store(BUCKET, CustomerKeys.NONE, held);
  }

  @Override
  protected Set<Guarantee> lacks() {
    return OtherStore.guarantees(OtherStoresTest.OF_S3MOCK);
  }

  @Test
  void planApplyAndNothingIsLeft() throws Exception {
    Path source = Files.createDirectory(temp.resolve("source"));
    byte[] large = new byte[70 << 20];
    new Random(7).nextBytes(large);
    Files.write(source.resolve("large"), large);
    for (int i = 0; i < 100; i++) {
      Path file = source.resolve("d " + i % 7 + "/größe+" + i + "%.jpg");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "content " + i);
    }
    Files.createFile(source.resolve("empty"));

    apply(plan(source, "p1", 0));
    plan(source, "p2", 0, "--exit-code");

    Files.writeString(source.resolve("d 1/new"), "new");
    Files.writeString(source.resolve("d 1/größe+1%.jpg"), "CONTENT 1");
    Files.writeString(source.resolve("d 2/größe+2%.jpg"), "!", StandardOpenOption.APPEND);
    Files.delete(source.resolve("d 3/größe+3%.jpg"));
    Path changes = plan(source, "p3", 5, "--exit-code");
    apply(changes);
    plan(source, "p4", 0, "--exit-code");
    assertEveryObjectIsItsFile(source);
  }

  private Path plan(Path source, String name, int exit, String... more) throws Exception {
    Path inventory = temp.resolve("inventory-" + name);
    program().run("inventory", "build", "s3://photos", "--out", inventory).expect(0);
    Path plan = temp.resolve(name);
    List<Object> arguments =
        new java.util.ArrayList<>(
            List.of("plan", source, "s3://photos", "--delete", "--out", plan, "--inventory"));
    arguments.add(inventory.resolve("photos/listing"));
    arguments.addAll(List.of(more));
    program().run(arguments.toArray()).expect(exit);
    return plan;
  }

  private static void apply(Path plan) {
    program().run("apply", plan).expect(0);
  }

  private static Program program() {
    return server.program();
  }

  private static void assertEveryObjectIsItsFile(Path source) throws IOException {
    AwsSettings settings =
        AwsSettings.none().withEndpoint(server.endpoint()).withRegion("us-east-1");
    try (AwsSession session = AwsSession.open(settings, 2);
        Stream<Path> tree = Files.walk(source)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        String key = source.relativize(file).toString();
        try (InputStream in = session.deliveries("photos").open(key)) {
          assertThat(in.readAllBytes()).as(key).isEqualTo(Files.readAllBytes(file));
        }
      }
    }
  }
}
