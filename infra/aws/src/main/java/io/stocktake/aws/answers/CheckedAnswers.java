package io.stocktake.aws.answers;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.core.ClientType;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Interceptor that rejects responses to reading requests that are not valid: the SDK makes an empty
 * list of an empty body, of a login page, and of XML about something else. The body is checked as a
 * stream, and its members when they are read. All other XML is bounded in size and depth; the
 * content of objects passes untouched.
 */
public final class CheckedAnswers implements ExecutionInterceptor {
  private static final ExecutionAttribute<AnswerText> TEXT =
      new ExecutionAttribute<>("io.stocktake.AnswerText");

  /** The root elements of answers, as the API references of S3 and S3 Control have them. */
  private static final Map<String, Set<String>> ROOTS =
      Map.ofEntries(
          Map.entry("ListObjectsV2", Set.of("ListBucketResult")),
          Map.entry("ListObjectVersions", Set.of("ListVersionsResult")),
          Map.entry("ListMultipartUploads", Set.of("ListMultipartUploadsResult")),
          Map.entry("ListParts", Set.of("ListPartsResult")),
          Map.entry("GetBucketVersioning", Set.of("VersioningConfiguration")),
          Map.entry("GetObjectTagging", Set.of("Tagging")),
          Map.entry(
              "ListBucketInventoryConfigurations", Set.of("ListInventoryConfigurationsResult")),
          // The reference shows the one, and S3 sends the other.
          Map.entry(
              "GetObjectAttributes",
              Set.of("GetObjectAttributesResponse", "GetObjectAttributesOutput")),
          Map.entry("DescribeJob", Set.of("DescribeJobResult")),
          Map.entry("ListJobs", Set.of("ListJobsResult")));

  /** What answers with an object's bytes, or with none. */
  private static final Set<String> CONTENT =
      Set.of("GetObject", "PutObject", "UploadPart", "HeadObject", "HeadBucket");

  private final Duration patience;

  /**
   * Checks the answers of one client.
   *
   * @param patience how long the body of an answer may take
   */
  public CheckedAnswers(Duration patience) {
    this.patience = patience;
  }

  @Override
  public Optional<Publisher<ByteBuffer>> modifyAsyncHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    Optional<AnswerText> text = text(context, attributes);
    return text.isEmpty()
        ? context.responsePublisher()
        : context.responsePublisher().map(body -> new CheckedBody(body, text.get()));
  }

  /** Of an asynchronous client this is called too, with no body. */
  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    boolean sync = attributes.getAttribute(SdkExecutionAttribute.CLIENT_TYPE) == ClientType.SYNC;
    Optional<AnswerText> text = sync ? text(context, attributes) : Optional.empty();
    return text.isEmpty()
        ? context.responseBody()
        : Optional.of(
            whole(context.responseBody().orElseGet(InputStream::nullInputStream), text.get()));
  }

  private static InputStream whole(InputStream body, AnswerText text) {
    try (body) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        text.add(ByteBuffer.wrap(buffer, 0, n));
        all.write(buffer, 0, n);
      }
      text.end();
      return new ByteArrayInputStream(all.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<AnswerText> text(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    String request = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    boolean good = context.httpResponse().isSuccessful();
    if (good && CONTENT.contains(request)) {
      return Optional.empty();
    }
    Set<String> roots = good ? ROOTS.getOrDefault(request, Set.of()) : Set.of();
    String where = context.httpRequest().protocol() + "://" + context.httpRequest().host();
    AnswerText text =
        new AnswerText(
            request,
            roots,
            where + ":" + context.httpRequest().port(),
            Optional.of(patience).filter(bounded -> !roots.isEmpty()));
    attributes.putAttribute(TEXT, text);
    return Optional.of(text);
  }

  /** A body that came whole, and that the SDK's parser still refuses. */
  @Override
  public Throwable modifyException(
      Context.FailedExecution context, ExecutionAttributes attributes) {
    AnswerText text = attributes.getAttribute(TEXT);
    Throwable failure = context.exception();
    return text == null || !text.ended() || UnreadableAnswerException.of(failure).isPresent()
        ? failure
        : SdkClientException.create(
            "an answer cannot be read", text.unreadable("XML that cannot be read"));
  }

  @Override
  public void afterUnmarshalling(
      Context.AfterUnmarshalling context, ExecutionAttributes attributes) {
    AnswerText text = attributes.getAttribute(TEXT);
    if (text != null && text.ended()) {
      Members.flaw(context.response())
          .ifPresent(
              what -> {
                throw text.unreadable(what);
              });
    }
  }
}
