package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.testing.StubServer;
import io.stocktake.manifests.testing.StubServer.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that lists 50 objects from the last to the first, seven a page, and heeds no start. */
class UnorderedListingTest {
  private static final int OBJECTS = 50;
  private static final int PAGE = 7;
  private static final Pattern TOKEN = Pattern.compile("continuation-token=(\\d+)");

  @TempDir private Path temp;
  private StubServer server;
  private Program program;
  private volatile boolean getsOn = true;

  @BeforeEach
  void start() throws IOException {
    server = new StubServer(request -> Answer.of(200, page(request.target())));
    program = Program.on(server.url(), "a", "secret");
    Files.createDirectory(temp.resolve("source"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void isListedByOneRequestAfterTheOther() throws IOException {
    for (int i = 0; i < OBJECTS; i++) {
      Files.writeString(temp.resolve("source/" + name(i)), "x");
    }

    program
        .run(
            "plan",
            temp.resolve("source"),
            "s3://bkt",
            "--inventory",
            "live",
            "--delete",
            "--exit-code",
            "--out",
            temp.resolve("plan"))
        .expect(0)
        .says("not listed in the order of UTF-8 bytes")
        .says("one request after the other")
        .says("50  same");
  }

  @Test
  void aBuiltInventoryHoldsEachObjectOnceAndNothingElse() throws IOException {
    Path out = temp.resolve("delivery");

    program.run("inventory", "build", "s3://bkt", "--out", out).expect(0).says("1 data file");

    try (Stream<Path> tree = Files.walk(out)) {
      assertThat(tree.filter(file -> file.toString().endsWith(".parquet"))).hasSize(1);
    }
  }

  @Test
  void aStoreThatDoesNotGetOnIsAnError() throws IOException {
    getsOn = false;

    program
        .run(
            "plan",
            temp.resolve("source"),
            "s3://bkt",
            "--inventory",
            "live",
            "--out",
            temp.resolve("plan"))
        .expect(1)
        .says("gives no new token");
  }

  private static String name(int i) {
    return String.format("file-%02d", i);
  }

  private String page(URI target) {
    Matcher token = TOKEN.matcher(String.valueOf(target.getQuery()));
    int from = token.find() ? Integer.parseInt(token.group(1)) : OBJECTS;
    int to = Math.max(0, from - PAGE);
    StringBuilder xml = new StringBuilder("<ListBucketResult><Name>bkt</Name>");
    xml.append("<IsTruncated>").append(to > 0).append("</IsTruncated>");
    if (to > 0) {
      xml.append("<NextContinuationToken>").append(getsOn ? to : OBJECTS);
      xml.append("</NextContinuationToken>");
    }
    String md5 = Digests.hex(Digests.md5().digest("x".getBytes(UTF_8)));
    for (int i = from - 1; i >= to; i--) {
      String members =
          String.join(
              "",
              List.of(
                  "<Key>" + name(i) + "</Key>",
                  "<LastModified>2026-01-01T00:00:00.000Z</LastModified>",
                  "<ETag>\"" + md5 + "\"</ETag><Size>1</Size>"));
      xml.append("<Contents>").append(members).append("</Contents>");
    }
    return xml.append("</ListBucketResult>").toString();
  }
}
