package io.stocktake.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** A server with an empty bucket {@code photos}: the lab, or one that is not ours. */
record OtherStore(URI endpoint, String accessKey, String secretKey, AutoCloseable server)
    implements AutoCloseable {

  static OtherStore lab(Path data) throws IOException {
    Lab lab = Lab.start(LabOptions.in(data));
    lab.createBucket("photos");
    return new OtherStore(lab.endpoint(), lab.accessKey(), lab.secretKey(), lab);
  }

  /** Adobe's S3Mock, in a JVM of its own. */
  static OtherStore s3Mock(Path data) throws Exception {
    int port = freePort();
    return started(
        port,
        data.resolve("log"),
        java(),
        "-cp",
        jars("s3mock"),
        "-Dhttp.port=" + port,
        "-Dserver.port=0",
        "-Dvectors.http.port=0",
        "-Dvectors.https.port=0",
        "-Dcom.adobe.testing.s3mock.store.root=" + data,
        "-Dcom.adobe.testing.s3mock.store.initial-buckets=photos",
        "com.adobe.testing.s3mock.S3MockApplication");
  }

  /** S3Proxy, in a JVM of its own, with its objects in memory. */
  static OtherStore s3Proxy(Path data) throws Exception {
    int port = freePort();
    Path settings =
        Files.writeString(
            data.resolve("settings"),
            """
            s3proxy.authorization=none
            s3proxy.endpoint=http://127.0.0.1:%d
            jclouds.provider=transient-nio2
            jclouds.identity=any
            jclouds.credential=any
            """
                .formatted(port));
    return started(
            port,
            data.resolve("log"),
            java(),
            "-DLOG_LEVEL=warn",
            "-cp",
            jars("s3proxy"),
            "org.gaul.s3proxy.Main",
            "--properties",
            settings.toString())
        .withBucket();
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
    int port = freePort();
    return Optional.of(
        started(port, data.resolve("log"), "moto_server", "-H", "127.0.0.1", "-p", "" + port)
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

  Program program() {
    return Program.on(endpoint, accessKey, secretKey);
  }

  @Override
  public void close() throws Exception {
    server.close();
  }

  private static OtherStore started(int port, Path log, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    OtherStore store =
        new OtherStore(
            URI.create("http://127.0.0.1:" + port), "any", "any", process::destroyForcibly);
    store.awaitAnswer(process, log);
    return store;
  }

  private void awaitAnswer(Process process, Path log) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
    while (true) {
      try {
        client.send(HttpRequest.newBuilder(endpoint).build(), BodyHandlers.discarding());
        return;
      } catch (IOException e) {
        assertThat(process.isAlive() && Instant.now().isBefore(deadline))
            .as("the server starts; it said: %s", Files.readString(log))
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
