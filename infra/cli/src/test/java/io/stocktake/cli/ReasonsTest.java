package io.stocktake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.testing.StubServer;
import io.stocktake.manifests.testing.StubServer.Answer;
import io.stocktake.manifests.testing.StubServer.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why rows were not done is told by each summary, and what can help. */
class ReasonsTest {
  private static final int FILES = 5;
  private static final int MORE_THAN_ARE_BEGUN_AT_ONCE = 200;

  @TempDir private Path temp;
  private StubServer server;
  private Program program;
  private Path source;
  private volatile int status;
  private volatile String code;

  @BeforeEach
  void start() throws IOException {
    server = new StubServer(this::answer);
    program = Program.on(server.url(), "a", "b").with("STOCKTAKE_COMPAT", "aws");
    source = Files.createDirectory(temp.resolve("source"));
    for (int i = 0; i < FILES; i++) {
      Files.writeString(source.resolve("file-" + i), "content " + i);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A store whose bucket is empty, that takes one file and refuses all others; locks it knows. */
  private Answer answer(Request request) {
    String path = request.path();
    return switch (request.method()) {
      case "PUT" -> put(path, request.content());
      case "GET" -> path.equals("/photos") ? get(request.target().getRawQuery()) : Answer.of(404);
      case "DELETE" -> Answer.of(204);
      default -> Answer.of(path.equals("/photos") ? 200 : 404);
    };
  }

  private Answer put(String path, byte[] content) {
    if (path.endsWith("/file-0") || path.contains(".stocktake")) {
      String etag = "\"" + Digests.hex(Digests.md5().digest(content)) + "\"";
      return new Answer(200, Map.of("ETag", etag), "");
    }
    return Answer.of(status, error(code));
  }

  private static Answer get(String query) {
    return Answer.of(
        200,
        query.startsWith("versioning")
            ? "<VersioningConfiguration/>"
            : "<ListBucketResult><Name>photos</Name><KeyCount>0</KeyCount><MaxKeys>1000</MaxKeys>"
                + "<IsTruncated>false</IsTruncated></ListBucketResult>");
  }

  private static String error(String code) {
    return code.isEmpty()
        ? ""
        : "<Error><Code>"
            + code
            + "</Code><Message>as told "
            + System.nanoTime()
            + "</Message></Error>";
  }

  @ParameterizedTest
  @CsvSource({
    "400, AccessControlListNotSupported, failed, fix the reason first",
    "403, AccessDenied, failed, fix the reason first",
    "400, InvalidStorageClass, failed, fix the reason first",
    "503, SlowDown, failed, apply again to retry"
  })
  void eachSummaryNamesTheCodeAndWhatHelps(int answer, String told, String outcome, String advice)
      throws IOException {
    status = answer;
    code = told;
    plan().expect(0);
    String line = String.format(Locale.ROOT, "%,15d  %-12s %s", FILES - 1, outcome, told);

    program.run("apply", out()).expect(3).says(line).says(advice);
    program.run("status", out()).expect(3).says(line).says(advice);
    program.run("report", out()).expect(3).says(FILES - 1 + " " + outcome + ": " + told);
    assertReason(JobLab.json(program.run("status", out(), "--json")), outcome, told);
    assertReason(
        JobLab.json(program.run("report", out(), "--json")).get(0).get("report"), outcome, told);
    assertReason(JobLab.json(program.run("apply", out(), "--json")), outcome, told);
    Path parts = temp.resolve("sync");
    Object[] sync = {"sync", source, "s3://photos", "--inventory", "live", "--out", parts};
    program.run(sync).expect(3).says(line).says(advice);
    program.run("status", parts).expect(3).says(line).says(advice);
    assertReason(JobLab.json(program.run("status", parts, "--json")), outcome, told);
  }

  private static void assertReason(JsonNode json, String outcome, String told) {
    assertThat(json.get("reasons")).hasSize(1);
    JsonNode reason = json.get("reasons").get(0);
    assertThat(reason.get("rows").asInt()).isEqualTo(FILES - 1);
    assertThat(reason.get("outcome").asText()).isEqualTo(outcome);
    assertThat(reason.get("code").asText()).isEqualTo(told);
    assertThat(reason.get("example").asText()).contains("as told");
  }

  @ParameterizedTest
  @CsvSource({
    "507, XMinioStorageFull",
    "507, ''",
    "403, QuotaExceeded",
    "409, XMinioAdminBucketQuotaExceeded"
  })
  void aFullStoreIsAFailureThatStopsTheRun(int answer, String told) throws IOException {
    status = answer;
    code = told;
    for (int i = FILES; i < MORE_THAN_ARE_BEGUN_AT_ONCE; i++) {
      Files.writeString(source.resolve("file-" + i), "content " + i);
    }
    plan().expect(0);

    program.run("apply", out(), "--max-in-flight", "2").expect(1).says("the store is full (");
    JsonNode json = JobLab.json(program.run("status", out(), "--json"));
    assertThat(json.at("/outcomes/failed/rows").asInt()).isPositive();
    assertThat(json.at("/outcomes/unknown/rows").asInt()).isZero();
    assertThat(json.get("left").asInt()).isPositive();
    program.run("status", out()).says("the store is full").says("fix the reason first");
  }

  @Test
  void whatIsDoneHasNoReasons() throws IOException {
    for (int i = 1; i < FILES; i++) {
      Files.delete(source.resolve("file-" + i));
    }
    plan().expect(0);
    program.run("apply", out()).expect(0);

    assertThat(JobLab.json(program.run("report", out(), "--json")).get(0).at("/report/reasons"))
        .isEmpty();
  }

  private Program.Run plan() {
    return program.run("plan", source, "s3://photos", "--inventory", "live", "--out", out());
  }

  private Path out() {
    return temp.resolve("plan");
  }
}
