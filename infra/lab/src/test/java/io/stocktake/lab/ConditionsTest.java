package io.stocktake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsTest extends LabTest {
  @Test
  void createsOnlyWhatIsAbsent() {
    String bucket = bucket();
    assertThat(s3.put(bucket, "k", "1", "If-None-Match", "*").outcome()).isEqualTo("200");
    assertThat(s3.put(bucket, "k", "2", "If-None-Match", "*").outcome())
        .isEqualTo("412 PreconditionFailed");
    assertThat(s3.get(bucket, "k").text()).isEqualTo("1");
  }

  @Test
  void overwritesOnlyTheVersionSeen() {
    String bucket = bucket();
    String seen = s3.put(bucket, "k", "1").header("ETag");
    String next = s3.put(bucket, "k", "2", "If-Match", seen).header("ETag");
    assertThat(s3.put(bucket, "k", "3", "If-Match", seen).outcome())
        .isEqualTo("412 PreconditionFailed");
    assertThat(s3.put(bucket, "absent", "3", "If-Match", seen).outcome())
        .isEqualTo("404 NoSuchKey");
    assertThat(s3.put(bucket, "k", "3", "If-Match", next.replace("\"", "")).outcome())
        .isEqualTo("200");
  }

  @ParameterizedTest
  @CsvSource({
    "If-None-Match, abc",
    "If-Match, *",
    "If-Modified-Since, 'Thu, 01 Jan 2026 00:00:00 GMT'",
    "If-Unmodified-Since, 'Thu, 01 Jan 2026 00:00:00 GMT'"
  })
  void refusesConditionsThatS3DoesNotHaveOnPut(String header, String value) {
    assertThat(s3.put(bucket(), "k", "1", header, value).outcome()).isEqualTo("501 NotImplemented");
  }

  @Test
  void deletesOnlyTheVersionSeen() {
    String bucket = bucket();
    String seen = s3.put(bucket, "k", "1").header("ETag");
    String now = s3.put(bucket, "k", "2").header("ETag");
    assertThat(s3.delete(bucket, "k", "If-Match", seen).outcome())
        .isEqualTo("412 PreconditionFailed");
    assertThat(s3.delete(bucket, "k", "If-Match", now).outcome()).isEqualTo("204");
    assertThat(s3.delete(bucket, "k", "If-Match", "*").outcome()).isEqualTo("404 NoSuchKey");
    assertThat(s3.delete(bucket, "k").outcome()).isEqualTo("204");
  }

  @Test
  void aDeleteMarkerIsAbsentForCreationAndAConflictForConditionalDelete() {
    String bucket = bucket();
    VersionsTest.enable(s3, bucket);
    String etag = s3.put(bucket, "k", "1").header("ETag");
    s3.delete(bucket, "k");
    assertThat(s3.delete(bucket, "k", "If-Match", "*").outcome())
        .isEqualTo("412 PreconditionFailed");
    assertThat(s3.put(bucket, "k", "2", "If-Match", etag).outcome()).isEqualTo("404 NoSuchKey");
    assertThat(s3.put(bucket, "k", "2", "If-None-Match", "*").outcome()).isEqualTo("200");
  }

  @Test
  void ofManyCreatorsExactlyOneWins() {
    String bucket = bucket();
    for (int round = 0; round < 10; round++) {
      String key = "race " + round;
      List<String> outcomes = Collections.synchronizedList(new ArrayList<>());
      inParallel(
          8, n -> outcomes.add(s3.put(bucket, key, "by " + n, "If-None-Match", "*").outcome()));
      assertThat(outcomes).containsOnlyOnce("200").hasSize(8);
      assertThat(outcomes.stream().filter("412 PreconditionFailed"::equals)).hasSize(7);
    }
  }

  @Test
  void ofManyOverwritersExactlyOneWins() {
    String bucket = bucket();
    String etag = s3.put(bucket, "k", "start").header("ETag");
    List<String> outcomes = Collections.synchronizedList(new ArrayList<>());
    inParallel(8, n -> outcomes.add(s3.put(bucket, "k", "by " + n, "If-Match", etag).outcome()));
    assertThat(outcomes.stream().filter("200"::equals)).hasSize(1);
  }

  private static void inParallel(int n, java.util.function.IntConsumer action) {
    CompletableFuture<?>[] all =
        IntStream.range(0, n)
            .mapToObj(i -> CompletableFuture.runAsync(() -> action.accept(i)))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(all).join();
  }

  @Test
  void aDeleteDuringAGuardedUploadIsAConflict() throws IOException {
    for (String[] guard : new String[][] {{"If-None-Match", "*"}, {"If-Match", ""}}) {
      String bucket = bucket();
      String etag = s3.put(bucket, "k", "1").header("ETag");
      String value = guard[1].isEmpty() ? etag : guard[1];
      assertThat(putWhile(bucket, guard[0], value, () -> s3.delete(bucket, "k")))
          .isEqualTo("409 ConditionalRequestConflict");
    }
  }

  /** Starts an upload, acts when its first half has arrived, and then sends the second half. */
  private String putWhile(String bucket, String header, String value, Runnable action)
      throws IOException {
    int before = bodies();
    PipedOutputStream out = new PipedOutputStream();
    PipedInputStream in = new PipedInputStream(out, 1 << 20);
    byte[] half = "half".repeat(50_000).getBytes(StandardCharsets.UTF_8);
    var body =
        BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> in), 2L * half.length);
    var headers = Client.headers("x-amz-content-sha256", Client.UNSIGNED, header, value);
    CompletableFuture<Reply> reply =
        CompletableFuture.supplyAsync(
            () -> s3.send("PUT", Client.path(bucket, "k"), body, headers));
    out.write(half);
    out.flush();
    awaitBodies(before + 1);
    action.run();
    out.write(half);
    out.close();
    return reply.join().outcome();
  }

  /** The guard is made before the body is read, and the body is being read once it has a file. */
  private void awaitBodies(int count) throws IOException {
    while (bodies() < count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void readsUnderConditions() {
    String bucket = bucket();
    Reply put = s3.put(bucket, "k", "1");
    String etag = put.header("ETag");
    assertThat(s3.get(bucket, "k", "If-Match", etag).outcome()).isEqualTo("200");
    assertThat(s3.get(bucket, "k", "If-Match", "\"no\"").outcome())
        .isEqualTo("412 PreconditionFailed");
    assertThat(s3.get(bucket, "k", "If-None-Match", "\"no\", " + etag).outcome()).isEqualTo("304");
    assertThat(s3.head(bucket, "k", "If-None-Match", etag).header("ETag")).isEqualTo(etag);
    String past = "Thu, 01 Jan 2015 00:00:00 GMT";
    String future = "Thu, 01 Jan 2099 00:00:00 GMT";
    assertThat(s3.get(bucket, "k", "If-Modified-Since", past).status()).isEqualTo(200);
    assertThat(s3.get(bucket, "k", "If-Modified-Since", future).status()).isEqualTo(304);
    assertThat(s3.get(bucket, "k", "If-Unmodified-Since", past).status()).isEqualTo(412);
    assertThat(s3.get(bucket, "k", "If-Unmodified-Since", past, "If-Match", etag).status())
        .isEqualTo(200);
  }

  @Test
  void copiesUnderConditionsOnBothSides() {
    String bucket = bucket();
    String etag = s3.put(bucket, "from", "1").header("ETag");
    String source = "/" + bucket + "/from";
    String copySource = "x-amz-copy-source";
    assertThat(
            s3.put(bucket, "to", "", copySource, source, "x-amz-copy-source-if-match", "\"no\"")
                .outcome())
        .isEqualTo("412 PreconditionFailed");
    assertThat(
            s3.put(bucket, "to", "", copySource, source, "x-amz-copy-source-if-none-match", etag)
                .outcome())
        .isEqualTo("412 PreconditionFailed");
    assertThat(s3.put(bucket, "to", "", copySource, source, "If-None-Match", "*").status())
        .isEqualTo(200);
    assertThat(s3.put(bucket, "to", "", copySource, source, "If-None-Match", "*").outcome())
        .isEqualTo("412 PreconditionFailed");
    assertThat(s3.put(bucket, "to", "", copySource, source, "If-Match", etag).status())
        .isEqualTo(200);
  }

  @Test
  void deletesManyUnderTheirOwnConditions() {
    String bucket = bucket();
    String etag = s3.put(bucket, "a", "1").etag();
    s3.put(bucket, "b", "2");
    Reply reply =
        DeletesTest.delete(
            s3,
            bucket,
            "<Object><Key>a</Key><ETag>\""
                + etag
                + "\"</ETag></Object><Object><Key>b</Key><ETag>"
                + etag
                + "</ETag></Object><Object><Key>c</Key><ETag>*</ETag></Object>");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.all("Code")).containsExactly("PreconditionFailed", "NoSuchKey");
    assertThat(reply.all("Key")).containsExactly("a", "b", "c");
    assertThat(s3.head(bucket, "a").status()).isEqualTo(404);
    assertThat(s3.head(bucket, "b").status()).isEqualTo(200);
  }
}
