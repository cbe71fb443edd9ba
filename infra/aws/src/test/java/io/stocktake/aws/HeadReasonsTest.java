package io.stocktake.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.store.ObjectStore;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.testing.StubServer;
import io.stocktake.manifests.testing.StubServer.Answer;
import io.stocktake.manifests.testing.StubServer.Request;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answer to a HEAD has no body; its reason comes by one GET. */
class HeadReasonsTest {
  private StubServer server;
  private AwsSession session;
  private volatile int status;
  private volatile int getStatus;
  private volatile String code;

  @BeforeEach
  void start() throws IOException {
    System.setProperty("aws.accessKeyId", "a");
    System.setProperty("aws.secretAccessKey", "b");
    server = new StubServer(request -> answer(request.method()));
    session = LabSession.open(server.url());
  }

  @AfterEach
  void stop() {
    session.close();
    server.close();
  }

  private Answer answer(String method) {
    return method.equals("HEAD")
        ? Answer.of(status)
        : Answer.of(
            getStatus, "<Error><Code>" + code + "</Code><Message>as told</Message></Error>");
  }

  private List<String> methods() {
    return server.requests().stream().map(Request::method).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "400, ExpiredToken, are not accepted",
    "400, InvalidToken, are not accepted",
    "403, RequestTimeTooSkewed, are not accepted",
    "403, SignatureDoesNotMatch, are not accepted",
    "403, InvalidAccessKeyId, are not accepted",
    "403, AccessDenied, lack a permission",
    "403, AllAccessDisabled, access denied",
    "401, Unauthorized, answered 401",
    "405, MethodNotAllowed, answered 405"
  })
  void theCodeOfARefusalIsTold(int answer, String told, String says) {
    status = answer;
    getStatus = answer;
    code = told;

    assertThatThrownBy(() -> session.checkBucket("bucket"))
        .hasMessageContaining(told + ": as told")
        .hasMessageContaining(says);
    oneHeadAndThenGets();
    server.forget();
    assertThatThrownBy(this::look)
        .hasMessageContaining(told + ": as told")
        .hasMessageContaining(says);
    oneHeadAndThenGets();
  }

  /** The SDK repeats the GET where the clocks differ. */
  private void oneHeadAndThenGets() {
    assertThat(methods()).startsWith("HEAD", "GET").filteredOn("HEAD"::equals).hasSize(1);
  }

  @Test
  void aGetThatIsAnsweredOtherwiseExplainsNothing() {
    status = 403;
    getStatus = 416;
    code = "InvalidRange";

    assertThatThrownBy(this::look).hasMessageContaining("access denied (without explanation)");
  }

  @Test
  void whatIsNotThereNeedsNoReason() throws IOException {
    status = 404;

    assertThat(look()).isFalse();
    assertThat(methods()).containsExactly("HEAD");
  }

  private boolean look() throws IOException {
    try (ObjectStore store = session.store("bucket")) {
      return store.head(new ObjectKey("a")).join().isPresent();
    }
  }
}
