package io.stocktake.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.manifests.ObjectKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answer to a HEAD has no body; its reason comes by one GET. */
class HeadReasonsTest {
  private final List<String> methods = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private AwsSession session;
  private int status;
  private int getStatus;
  private String code;

  @BeforeEach
  void start() throws IOException {
    System.setProperty("aws.accessKeyId", "a");
    System.setProperty("aws.secretAccessKey", "b");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    session = LabSession.open(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    session.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    methods.add(exchange.getRequestMethod());
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      byte[] body =
          ("<Error><Code>" + code + "</Code><Message>as told</Message></Error>").getBytes(UTF_8);
      exchange.sendResponseHeaders(getStatus, body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
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
    methods.clear();
    assertThatThrownBy(this::look)
        .hasMessageContaining(told + ": as told")
        .hasMessageContaining(says);
    oneHeadAndThenGets();
  }

  /** The SDK repeats the GET where the clocks differ. */
  private void oneHeadAndThenGets() {
    assertThat(methods).startsWith("HEAD", "GET").filteredOn("HEAD"::equals).hasSize(1);
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
    assertThat(methods).containsExactly("HEAD");
  }

  private boolean look() throws IOException {
    try (ObjectStore store = session.store("bucket")) {
      return store.head(new ObjectKey("a")).join().isPresent();
    }
  }
}
