package io.stocktake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.environment.AwsSettings;
import io.stocktake.executor.store.Guarantee;
import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server with an empty bucket {@code photos}: the lab, or one that is not ours. */
record OtherStore(URI endpoint, String accessKey, String secretKey, AutoCloseable server)
    implements AutoCloseable {
  private static final int CONNECTIONS = 8;
  private static final int MOST_TRIES = 3;

  static OtherStore lab(Path data) throws IOException {
    Lab lab = Lab.start(LabOptions.in(data));
    lab.createBucket("photos");
    return new OtherStore(lab.endpoint(), lab.accessKey(), lab.secretKey(), lab);
  }

  /** Adobe's S3Mock, in a JVM of its own. */
  static OtherStore s3Mock(Path data) throws Exception {
    return started(
        data.resolve("log"),
        port ->
            List.of(
                java(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                jars("s3mock"),
                "-Dhttp.port=" + port,
                "-Dserver.port=0",
                "-Dvectors.http.port=0",
                "-Dvectors.https.port=0",
                "-Dcom.adobe.testing.s3mock.store.root=" + data,
                "-Dcom.adobe.testing.s3mock.store.initial-buckets=photos",
                "com.adobe.testing.s3mock.S3MockApplication"));
  }

  /** S3Proxy, in a JVM of its own, with its objects in memory. */
  static OtherStore s3Proxy(Path data) throws Exception {
    return started(
            data.resolve("log"),
            port ->
                List.of(
                    java(),
                    "-XX:TieredStopAtLevel=1",
                    "-DLOG_LEVEL=warn",
                    "-cp",
                    jars("s3proxy"),
                    "org.gaul.s3proxy.Main",
                    "--properties",
                    settings(data, port).toString()))
        .withBucket();
  }

  private static Path settings(Path data, int port) throws IOException {
    return Files.writeString(
        data.resolve("settings"),
        """
        s3proxy.authorization=none
        s3proxy.endpoint=http://127.0.0.1:%d
        jclouds.provider=transient-nio2
        jclouds.identity=any
        jclouds.credential=any
        """
            .formatted(port));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String jars(String module) {
    Path jars = Path.of("..", module, "target", "lib");
    assertThat(jars).as("built by the module infra/%s", module).isDirectory();
    return jars + "/*";
  }

  /** The server of moto, a library of Python's, where it is installed. */
  static Optional<OtherStore> moto(Path data) throws Exception {
    boolean installed =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "moto_server")));
    if (!installed) {
      return Optional.empty();
    }
    return Optional.of(
        started(
                data.resolve("log"),
                port -> List.of("moto_server", "-H", "127.0.0.1", "-p", "" + port))
            .withBucket());
  }

  private OtherStore withBucket() throws Exception {
    HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(endpoint.resolve("/photos"))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/s3/x")
                .build(),
            BodyHandlers.discarding());
    return this;
  }

  /** A session with it. */
  AwsSession session() throws IOException {
    program();
    return AwsSession.open(
        AwsSettings.none().withEndpoint(endpoint).withRegion("us-east-1"), CONNECTIONS);
  }

  /** What these codes stand for. */
  static Set<Guarantee> guarantees(Set<String> codes) {
    return Stream.of(Guarantee.values())
        .filter(guarantee -> codes.contains(guarantee.code()))
        .collect(Collectors.toSet());
  }

  Program program() {
    return Program.on(endpoint, accessKey, secretKey);
  }

  @Override
  public void close() throws Exception {
    server.close();
  }

  /** How a server is started that listens on a port. */
  @FunctionalInterface
  private interface Command {
    List<String> on(int port) throws IOException;
  }

  /** A port that is free may be another program's before the server has it. */
  private static OtherStore started(Path log, Command command) throws Exception {
    for (int tries = 1; tries <= MOST_TRIES; tries++) {
      int port = freePort();
      Process process =
          new ProcessBuilder(command.on(port))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      OtherStore store =
          new OtherStore(
              URI.create("http://127.0.0.1:" + port), "any", "any", process::destroyForcibly);
      if (store.answers(process)) {
        return store;
      }
    }
    throw new AssertionError("no server of " + command.on(0) + ": " + Files.readString(log));
  }

  /** Waits for an answer, as long as the server runs. */
  private boolean answers(Process process) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    while (process.isAlive()) {
      try {
        client.send(HttpRequest.newBuilder(endpoint).build(), BodyHandlers.discarding());
        return process.isAlive();
      } catch (IOException e) {
        Thread.sleep(100);
      }
    }
    return false;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
