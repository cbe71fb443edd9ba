package io.stocktake.aws.fastput;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.http.HttpHeader;
import software.amazon.awssdk.crt.http.HttpRequestBodyStream;
import software.amazon.awssdk.crt.http.HttpStream;
import software.amazon.awssdk.crt.http.HttpStreamResponseHandler;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** Body source and response handler of one CRT HTTP stream; the response's body is dropped. */
final class PutExchange implements HttpRequestBodyStream, HttpStreamResponseHandler {
  /**
   * An answer.
   *
   * @param status its code in HTTP
   * @param headers what they say
   */
  record Answer(int status, PutObjectResponse headers) {}

  private final ByteBuffer body;
  private final PutObjectResponse.Builder headers = PutObjectResponse.builder();
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private int status;

  /** An exchange with a request that has the bytes from position to limit. */
  PutExchange(ByteBuffer body) {
    this.body = body;
  }

  CompletableFuture<Answer> answer() {
    return answer;
  }

  /** Lets the request go. */
  void begin(HttpStream stream) {
    try {
      stream.activate();
    } catch (RuntimeException e) {
      stream.close();
      throw e;
    }
  }

  @Override
  public boolean sendRequestBody(ByteBuffer to) {
    int length = Math.min(body.remaining(), to.remaining());
    to.put(body.slice(body.position(), length));
    body.position(body.position() + length);
    return !body.hasRemaining();
  }

  @Override
  public boolean resetPosition() {
    return false;
  }

  @Override
  public long getLength() {
    return body.remaining();
  }

  @Override
  public void onResponseHeaders(HttpStream stream, int code, int block, HttpHeader[] some) {
    status = code;
    for (HttpHeader header : some) {
      PutHeaders.read(header.getName(), header.getValue(), headers);
    }
  }

  @Override
  public void onResponseComplete(HttpStream stream, int error) {
    stream.close();
    if (error == 0) {
      answer.complete(new Answer(status, headers.build()));
    } else {
      answer.completeExceptionally(new IOException(CRT.awsErrorString(error)));
    }
  }
}
