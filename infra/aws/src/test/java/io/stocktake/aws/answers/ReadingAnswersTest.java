package io.stocktake.aws.answers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.stocktake.aws.AwsSession;
import io.stocktake.aws.LabSession;
import io.stocktake.executor.batch.jobs.JobState;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.S3Location;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each request that reads x what answers instead of a store x the page that it does so on. What is
 * given up comes last: the transport goes on reading it for a while, and has few threads.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(120)
class ReadingAnswersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final ObjectKey KEY = new ObjectKey("k");
  private static final String MANY_HEADERS = "many headers";
  private static final String REFUSAL =
      "<Error><Code>Weird</Code><Message>\u009b31m\u202e evil&#10;line two</Message></Error>";

  private static HttpServer server;
  private static AwsSession session;
  private static volatile Reading reading;
  private static volatile String bad = "";
  private static volatile boolean onALaterPage;

  /** What a session asks, and what a first page of the answer looks like that has another. */
  private enum Reading {
    ListObjectsV2(
        """
        <ListBucketResult><Name>b</Name><KeyCount>1</KeyCount><IsTruncated>true</IsTruncated>\
        <NextContinuationToken>t</NextContinuationToken><Contents><Key>a</Key>\
        <LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"e"</ETag><Size>1</Size>\
        </Contents></ListBucketResult>""") {
      @Override
      Object ask() throws IOException {
        List<Object> found = new ArrayList<>();
        session.listing(new S3Location("bucket", ""), 1).run(found::add);
        return found;
      }
    },
    ListObjectVersions("") {
      @Override
      Object ask() throws Exception {
        return got(store().versions(KEY));
      }
    },
    ListMultipartUploads(
        """
        <ListMultipartUploadsResult><Bucket>b</Bucket><IsTruncated>true</IsTruncated>\
        <NextKeyMarker>a</NextKeyMarker><NextUploadIdMarker>i</NextUploadIdMarker>\
        </ListMultipartUploadsResult>""") {
      @Override
      Object ask() throws IOException {
        List<Object> found = new ArrayList<>();
        session.uploads(new S3Location("bucket", "")).run(Instant.MAX, found::add);
        return found;
      }
    },
    ListParts(
        """
        <ListPartsResult><Bucket>b</Bucket><Key>k</Key><UploadId>i</UploadId>\
        <IsTruncated>true</IsTruncated><Part><PartNumber>1</PartNumber><ETag>"e"</ETag>\
        <Size>1</Size></Part></ListPartsResult>""") {
      @Override
      Object ask() throws Exception {
        return got(store().parts(KEY, "i"));
      }
    },
    GetBucketVersioning("") {
      @Override
      Object ask() throws Exception {
        return got(store().keepsVersions());
      }
    },
    GetObjectTagging("") {
      @Override
      Object ask() throws Exception {
        return got(store().tags(KEY, Optional.empty()));
      }
    },
    ListBucketInventoryConfigurations(
        """
        <ListInventoryConfigurationsResult><IsTruncated>true</IsTruncated>\
        <NextContinuationToken>t</NextContinuationToken></ListInventoryConfigurationsResult>""") {
      @Override
      Object ask() throws IOException {
        return session.inventories("bucket").list();
      }
    },
    DescribeJob("") {
      @Override
      Object ask() throws Exception {
        return session.jobs("111122223333").describe("id");
      }
    },
    ListJobs("<ListJobsResult><NextToken>t</NextToken><Jobs></Jobs></ListJobsResult>") {
      @Override
      Object ask() throws Exception {
        return session.jobs("111122223333").list(Set.of(JobState.ACTIVE));
      }
    };

    private final String firstPage;

    Reading(String firstPage) {
      this.firstPage = firstPage;
    }

    abstract Object ask() throws Exception;

    private static ObjectStore store() {
      return session.store("bucket");
    }

    private static Object got(java.util.concurrent.CompletableFuture<?> answer) throws Exception {
      try {
        return answer.get();
      } catch (ExecutionException e) {
        throw (Exception) e.getCause();
      }
    }
  }

  @BeforeAll
  static void start() throws IOException {
    System.setProperty("aws.accessKeyId", "a");
    System.setProperty("aws.secretAccessKey", "b");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", ReadingAnswersTest::answer);
    server.start();
    session =
        LabSession.open(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), PATIENCE);
  }

  @AfterAll
  static void stop() {
    session.close();
    server.stop(0);
  }

  static Stream<Arguments> cases() {
    return Stream.of(Reading.values())
        .flatMap(
            one ->
                Stream.of("nothing", "html", "cut", "another root", "deep", "no members")
                    .flatMap(
                        what ->
                            Stream.of(false, true)
                                .filter(later -> isCase(one, what, later))
                                .map(later -> Arguments.of(one, what, later))));
  }

  /** Some answers have one page, and some may be empty. */
  private static boolean isCase(Reading one, String what, boolean later) {
    return (!later || !one.firstPage.isEmpty())
        && (!what.equals("no members")
            || !Set.of(Reading.GetBucketVersioning, Reading.ListJobs).contains(one));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isAnErrorAndNotNone(Reading one, String what, boolean later) {
    reading = one;
    onALaterPage = later;
    bad = text(one, what);

    assertThatThrownBy(one::ask)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1")
        .hasMessageContaining(" answered " + one.name())
        .hasMessageContaining(bad.substring(0, Math.min(20, bad.length())))
        .hasMessageNotContaining("Exception");
  }

  private static String text(Reading one, String what) {
    String root = root(one);
    return switch (what) {
      case "nothing" -> "";
      case "html" -> "<html><head><title>Login</title></head><body>Log in</body></html>";
      case "cut" -> "<" + root + "><IsTruncated>false</IsTruncated><Na";
      case "another root" -> "<ListAllMyBucketsResult></ListAllMyBucketsResult>";
      case "deep" ->
          "<" + root + ">" + "<a>".repeat(100_000) + "</a>".repeat(100_000) + "</" + root + ">";
      default -> "<?xml version=\"1.0\"?>\n<" + root + " xmlns=\"x\"></" + root + ">";
    };
  }

  private static String root(Reading one) {
    return switch (one) {
      case ListObjectsV2 -> "ListBucketResult";
      case ListObjectVersions -> "ListVersionsResult";
      case GetBucketVersioning -> "VersioningConfiguration";
      case GetObjectTagging -> "Tagging";
      case ListBucketInventoryConfigurations -> "ListInventoryConfigurationsResult";
      default -> one.name() + "Result";
    };
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void aBodyThatNeverEndsIsGivenUp() {
    reading = Reading.ListObjectsV2;
    onALaterPage = false;
    bad = "endless";
    assertThatThrownBy(reading::ask)
        .hasMessageContaining("ListObjectsV2")
        .hasMessageMatching(".*(MiB|does not end).*");
    bad = "drip";
    assertThatThrownBy(reading::ask)
        .hasMessageContaining("ListObjectsV2")
        .hasMessageContaining("does not end");
  }

  @ParameterizedTest
  @Order(Integer.MAX_VALUE)
  @ValueSource(strings = {REFUSAL, MANY_HEADERS})
  void whatNoStoreSendsIsGivenUpOrShownWithoutHarm(String what) {
    reading = Reading.ListObjectsV2;
    onALaterPage = false;
    bad = what;
    assertThatThrownBy(reading::ask)
        .isInstanceOf(IOException.class)
        .hasMessageNotContainingAny("\n", "\u009b", "\u202e");
  }

  @Test
  void aCountThatDoesNotAgreeIsAnError() {
    reading = Reading.ListObjectsV2;
    onALaterPage = false;
    bad =
        "<ListBucketResult><Name>b</Name><KeyCount>7</KeyCount><IsTruncated>false</IsTruncated>"
            + "</ListBucketResult>";
    assertThatThrownBy(reading::ask).hasMessageContaining("counts 7 keys and has 0");
  }

  @Test
  void anObjectWithoutAnETagIsListedAndOneWithoutAKeyIsNot() throws Exception {
    reading = Reading.ListObjectsV2;
    onALaterPage = false;
    bad = listing("<Key>sub/</Key>");
    assertThat(reading.ask()).asString().contains("sub/").contains("Optional.empty");
    bad = listing("");
    assertThatThrownBy(reading::ask).hasMessageContaining("without the Key of an object");
  }

  private static String listing(String key) {
    return "<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated><Contents>"
        + key
        + "<LastModified>2026-01-01T00:00:00.000Z</LastModified><Size>1</Size></Contents>"
        + "</ListBucketResult>";
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String query = String.valueOf(exchange.getRequestURI());
    boolean first =
        Stream.of("start-after=", "key-marker=", "part-number-marker=", "continuation-token=")
                .noneMatch(query::contains)
            && !query.contains("nextToken=");
    String text = onALaterPage && first ? reading.firstPage : bad;
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    try (exchange) {
      if (text.equals("endless") || text.equals("drip")) {
        stream(exchange, text.equals("drip"));
        return;
      }
      for (int i = 0; text.equals(MANY_HEADERS) && i < 200_000; i++) {
        exchange.getResponseHeaders().set("x-amz-meta-" + i, "v");
      }
      byte[] bytes = text.getBytes(UTF_8);
      int status = text.equals(REFUSAL) ? 400 : 200;
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      if (bytes.length > 0) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  private static void stream(HttpExchange exchange, boolean drips) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write("<ListBucketResult>".getBytes(UTF_8));
      byte[] more = (drips ? " " : "<x>" + "y".repeat(65_000) + "</x>").getBytes(UTF_8);
      for (int i = 0; i < (drips ? 100 : 4_000); i++) {
        out.write(more);
        out.flush();
        if (drips) {
          Thread.sleep(200);
        }
      }
    } catch (IOException e) {
      // The client has gone, as it should.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
