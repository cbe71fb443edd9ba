package io.stocktake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.AwsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job against an S3 server that is not ours: Adobe's S3Mock, in a JVM of its own. */
class S3MockTest {
  private static final Path JARS = Path.of("..", "s3mock", "target", "lib");

  @TempDir private static Path data;
  private static Process server;
  private static URI endpoint;

  @TempDir private Path temp;

  @BeforeAll
  static void start() throws Exception {
    assertThat(JARS).as("built by the module infra/s3mock").isDirectory();
    int port = freePort();
    endpoint = URI.create("http://127.0.0.1:" + port);
    server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                JARS + "/*",
                "-Dhttp.port=" + port,
                "-Dserver.port=0",
                "-Dvectors.http.port=0",
                "-Dvectors.https.port=0",
                "-Dcom.adobe.testing.s3mock.store.root=" + data,
                "-Dcom.adobe.testing.s3mock.store.initial-buckets=photos",
                "com.adobe.testing.s3mock.S3MockApplication")
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("log").toFile())
            .start();
    awaitAnswer();
  }

  @AfterAll
  static void stop() {
    server.destroyForcibly();
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
    return Program.on(endpoint, "any", "any");
  }

  private static void assertEveryObjectIsItsFile(Path source) throws IOException {
    AwsSettings settings = AwsSettings.none().withEndpoint(endpoint).withRegion("us-east-1");
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

  private static void awaitAnswer() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
    while (true) {
      try {
        client.send(HttpRequest.newBuilder(endpoint).build(), BodyHandlers.discarding());
        return;
      } catch (IOException e) {
        assertThat(server.isAlive() && Instant.now().isBefore(deadline))
            .as("S3Mock starts; it said: %s", Files.readString(data.resolve("log")))
            .isTrue();
        Thread.sleep(100);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
