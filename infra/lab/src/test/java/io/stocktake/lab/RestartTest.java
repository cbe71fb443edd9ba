package io.stocktake.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RestartTest extends LabTest {
  private void restart() throws IOException {
    lab.close();
    start();
  }

  @Test
  void everythingIsThereAfterARestart() throws IOException {
    String bucket = bucket();
    VersionsTest.enable(s3, bucket);
    s3.put(bucket, "k", "1", "x-amz-meta-a", "b", "x-amz-tagging", "t=1");
    s3.put(bucket, "k", "2", "x-amz-meta-a", "c");
    s3.delete(bucket, "gone");
    String id = s3.post(Client.path(bucket, "mpu") + "?uploads", "").one("UploadId");
    String target = Client.path(bucket, "mpu") + "?uploadId=" + id;
    s3.send("PUT", target + "&partNumber=1", new byte[100]);
    String versions = s3.call("GET", "/" + bucket + "?versions").text();
    String parts = s3.call("GET", target).text();
    restart();
    assertThat(s3.call("GET", "/" + bucket + "?versions").text()).isEqualTo(versions);
    assertThat(s3.call("GET", target).text()).isEqualTo(parts);
    Reply get = s3.get(bucket, "k");
    assertThat(get.text()).isEqualTo("2");
    assertThat(get.header("x-amz-meta-a")).isEqualTo("c");
    assertThat(s3.put(bucket, "k", "3").status()).isEqualTo(200);
  }

  @Test
  void aTornRecordAndStrayBodiesAreCutOff() throws IOException {
    String bucket = bucket();
    s3.put(bucket, "whole", "1");
    s3.put(bucket, "torn", "2");
    lab.close();
    Path log = data.resolve("buckets").resolve(bucket + ".log");
    byte[] bytes = Files.readAllBytes(log);
    Files.write(log, java.util.Arrays.copyOf(bytes, bytes.length - 3));
    start();
    assertThat(s3.get(bucket, "whole").text()).isEqualTo("1");
    assertThat(s3.get(bucket, "torn").status()).isEqualTo(404);
    assertThat(bodies()).isEqualTo(1);
    s3.put(bucket, "next", "3");
    lab.close();
    Files.write(log, new byte[] {0, 0, 0, 9, 1, 2}, StandardOpenOption.APPEND);
    start();
    assertThat(s3.get(bucket, "next").text()).isEqualTo("3");
  }

  @Test
  void whatIsReplacedOrDeletedLeavesNoBody() throws IOException {
    String bucket = bucket();
    s3.put(bucket, "a", "1");
    s3.put(bucket, "a", "2");
    s3.put(bucket, "b", "3");
    s3.delete(bucket, "b");
    s3.put(bucket, "c", "4", "Content-MD5", DeletesTest.md5("other"));
    s3.put(bucket, "a", "5", "If-None-Match", "*");
    s3.put(bucket, "empty", "");
    assertThat(bodies()).isEqualTo(1);
  }

  @Test
  void aLogOfManyOverwritesIsRewrittenAtTheNextStart() throws IOException {
    String bucket = bucket();
    VersionsTest.enable(s3, bucket);
    s3.put(bucket, "versions", "1");
    s3.put(bucket, "versions", "2", "x-amz-meta-a", "b");
    String id = s3.post(Client.path(bucket, "mpu") + "?uploads", "").one("UploadId");
    String upload = Client.path(bucket, "mpu") + "?uploadId=" + id;
    s3.send("PUT", upload + "&partNumber=1", new byte[100]);
    for (int n = 0; n < 1500; n++) {
      String version = s3.put(bucket, "k", "").header("x-amz-version-id");
      s3.call("DELETE", Client.path(bucket, "k") + "?versionId=" + version);
    }
    String versions = s3.call("GET", "/" + bucket + "?versions").text();
    String parts = s3.call("GET", upload).text();
    Path log = data.resolve("buckets").resolve(bucket + ".log");
    long before = Files.size(log);
    restart();
    assertThat(Files.size(log)).isLessThan(before / 10);
    assertThat(s3.call("GET", "/" + bucket + "?versions").text()).isEqualTo(versions);
    assertThat(s3.call("GET", upload).text()).isEqualTo(parts);
    restart();
    assertThat(s3.call("GET", "/" + bucket + "?versions").text()).isEqualTo(versions);
  }

  @Test
  void aSecondLabIsKeptOut() {
    assertThatThrownBy(() -> Lab.start(LabOptions.in(data)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another lab");
  }

  @Test
  void aKilledLabHasEveryAnsweredObjectWhole() throws Exception {
    Path other = data.resolve("killed");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LabProcess.class.getName(),
                other.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader out = process.inputReader();
    List<String> address = List.of(out.readLine().split(" ", -1));
    Client client =
        new Client(
            URI.create(address.get(0)), new SigV4(address.get(1), address.get(2), "us-east-1"));
    String bucket = client.bucket("killed");
    AtomicInteger answered = new AtomicInteger();
    CompletableFuture<Void> writes =
        CompletableFuture.runAsync(
            () -> {
              for (int n = 0; client.put(bucket, "k" + n, body(n)).status() == 200; n++) {
                answered.set(n + 1);
              }
            });
    while (answered.get() < 50) {
      Thread.onSpinWait();
    }
    process.destroyForcibly().waitFor();
    assertThatThrownBy(writes::join).hasCauseInstanceOf(UncheckedIOException.class);
    checkWhole(other, bucket, answered.get());
  }

  private static String body(int n) {
    return "body %d ".formatted(n).repeat(2000);
  }

  /** The write in flight may be there too, but then whole. */
  private static void checkWhole(Path directory, String bucket, int answered) throws IOException {
    try (Lab again = Lab.start(LabOptions.in(directory))) {
      Client client = new Client(again);
      for (int n = 0; n < answered; n++) {
        assertThat(client.get(bucket, "k" + n).text()).isEqualTo(body(n));
      }
      Reply inFlight = client.get(bucket, "k" + answered);
      assertThat(inFlight.status() == 404 || inFlight.text().equals(body(answered))).isTrue();
    }
  }
}
