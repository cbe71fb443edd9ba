package io.stocktake.aws.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.LabSession;
import io.stocktake.aws.keys.CustomerKeys;
import io.stocktake.executor.store.Guarantee;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.testing.StubServer;
import io.stocktake.manifests.testing.StubServer.Answer;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers to GetObjectTagging mean, from stores that do as S3 does and from others. */
class S3TaggingTest {
  private static final Set<Guarantee> ALL = EnumSet.allOf(Guarantee.class);
  private static final Set<Guarantee> NO_TAGS = EnumSet.complementOf(EnumSet.of(Guarantee.TAGS));

  private StubServer server;
  private AwsSession session;
  private volatile Answer answer;

  @BeforeEach
  void start() throws IOException {
    System.setProperty("aws.accessKeyId", "a");
    System.setProperty("aws.secretAccessKey", "b");
    server = new StubServer(request -> answer);
    session = LabSession.open(server.url());
  }

  @AfterEach
  void stop() {
    session.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 |                                                | an empty body    | none",
        "501 | <Error><Code>NotImplemented</Code></Error>     | NotImplemented   | none",
        "405 | <Error><Code>MethodNotAllowed</Code></Error>   | MethodNotAllowed | none",
        "403 | <Error><Code>AccessDenied</Code></Error>       | AccessDenied     | AccessDenied",
        "404 | <Error><Code>NoSuchKey</Code></Error>          | NoSuchKey        | NoSuchKey",
        "200 | <html><body>Log in</body></html>               | no Tagging       | no Tagging",
        "200 | <Tagging><TagSet><Tag>                         | cut off          | cut off",
        "200 | <Tagging></Tagging>                            | without TagSet   | without TagSet",
        "200 | <Tagging><TagSet></TagSet></Tagging>           | none             | none",
        "200 | <Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"
            + " | a=b | a=b",
        "200 | <Tagging><TagSet><Tag><Key>a</Key><Value>%</Value></Tag></TagSet></Tagging>"
            + " | a tag that S3 does not allow | a tag that S3 does not allow"
      })
  void onlyWhereAStoreTellsNoTagsIsNoAnswerNone(
      int code, String text, String ofS3, String ofAnother) throws Exception {
    answer = Answer.of(code, text == null ? "" : text);

    assertAnswer(ALL, ofS3);
    assertAnswer(NO_TAGS, ofAnother);
  }

  private void assertAnswer(Set<Guarantee> held, String expected) throws Exception {
    S3ObjectStore store = session.store("bucket", CustomerKeys.NONE, held);
    if (expected.equals("none") || expected.contains("=")) {
      assertThat(store.tags(new ObjectKey("k"), Optional.empty()).get())
          .isEqualTo(expected.equals("none") ? TagSet.EMPTY : TagSet.parse(expected));
    } else {
      assertThatThrownBy(() -> store.tags(new ObjectKey("k"), Optional.empty()).get())
          .hasMessageContaining(expected)
          .hasMessageNotContaining("IllegalArgument");
    }
  }
}
