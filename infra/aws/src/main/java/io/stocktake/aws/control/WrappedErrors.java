package io.stocktake.aws.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Wraps an error that is the root of its response, as S3 sends it, into the element that the SDK
 * expects for S3 Control; otherwise its code and text are lost.
 */
public final class WrappedErrors implements ExecutionInterceptor {
  private static final int MOST_BYTES = 1 << 16;
  private static final Pattern ROOT =
      Pattern.compile("\\A\\s*(?:<\\?xml[^>]*\\?>)?\\s*(<Error[\\s>].*)", Pattern.DOTALL);

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    return context.httpResponse().isSuccessful()
        ? context.responseBody()
        : context.responseBody().map(WrappedErrors::wrapped);
  }

  private static InputStream wrapped(InputStream body) {
    try (body) {
      String text = new String(body.readNBytes(MOST_BYTES), UTF_8);
      Matcher root = ROOT.matcher(text);
      String whole = root.matches() ? "<ErrorResponse>" + root.group(1) + "</ErrorResponse>" : text;
      return new ByteArrayInputStream(whole.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
