package io.stocktake.lab.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.stocktake.lab.http.Address;
import io.stocktake.lab.http.HeaderText;
import io.stocktake.lab.http.Payload;
import io.stocktake.lab.http.Query;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.Response;
import io.stocktake.lab.http.Right;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Turns HTTP exchanges into requests, and answers and refusals into HTTP. */
public final class HttpEdge implements HttpHandler {
  private static final Logger LOG = System.getLogger("io.stocktake.lab");

  /** A refused upload is read this far, so that the client comes to see the answer. */
  private static final long MAX_DRAIN = 64L << 20;

  private final Endpoint endpoint;

  /** Serves an endpoint. */
  public HttpEdge(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String id = requestId();
    Response response = answer(exchange, id);
    drain(exchange.getRequestBody());
    send(exchange, response, id);
  }

  private static String requestId() {
    return String.format("%016X", ThreadLocalRandom.current().nextLong());
  }

  /** An exception of any other kind ends the connection without an answer. */
  private Response answer(HttpExchange exchange, String id) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    try {
      Request request = request(exchange);
      return endpoint.handle(Operation.of(request), request);
    } catch (S3Exception e) {
      return refusal(exchange, e, id);
    } catch (RuntimeException | FileSystemException e) {
      LOG.log(Level.ERROR, exchange.getRequestMethod() + " " + path, e);
      return refusal(exchange, new S3Exception(S3Error.INTERNAL_ERROR, e), id);
    }
  }

  private static Response refusal(HttpExchange exchange, S3Exception e, String id) {
    return isControl(exchange)
        ? e.controlResponse(id)
        : e.response(exchange.getRequestURI().getRawPath(), id);
  }

  /** A bucket may have S3 Control's path as its name, so the account's header decides. */
  private static boolean isControl(HttpExchange exchange) {
    return exchange.getRequestHeaders().containsKey("x-amz-account-id")
        && Address.isControl(exchange.getRequestURI().toString());
  }

  private static Request request(HttpExchange exchange) {
    HeaderText.check(exchange.getRequestHeaders());
    String host = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host")).orElse("");
    String target = exchange.getRequestURI().toString();
    Address address =
        isControl(exchange) ? Address.parseControl(target) : Address.parse(target, host);
    return new Request(
        exchange.getRequestMethod(),
        address.rawPath(),
        address.bucket(),
        address.key(),
        Query.parse(address.rawQuery()),
        exchange.getRequestHeaders(),
        Payload.plain(exchange.getRequestBody(), length(exchange)),
        HttpEdge::refuse);
  }

  /** Nobody may do anything before a request is verified. */
  private static void refuse(Right right) {
    throw new S3Exception(S3Error.ACCESS_DENIED);
  }

  private static long length(HttpExchange exchange) {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    if (length != null) {
      return Long.parseLong(length.trim());
    }
    return exchange.getRequestHeaders().containsKey("Transfer-Encoding") ? -1 : 0;
  }

  private static void drain(InputStream body) throws IOException {
    byte[] buffer = new byte[1 << 13];
    long left = MAX_DRAIN;
    for (int n = body.read(buffer); n >= 0 && left > 0; n = body.read(buffer)) {
      left -= n;
    }
  }

  private static void send(HttpExchange exchange, Response response, String id) throws IOException {
    response.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.getResponseHeaders().set("x-amz-request-id", id);
    exchange.getResponseHeaders().set("x-amz-id-2", id);
    exchange.getResponseHeaders().set("Server", "AmazonS3");
    long length = response.length();
    boolean bodiless =
        exchange.getRequestMethod().equals("HEAD") || response.status() == 304 || length == 0;
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
    }
    exchange.sendResponseHeaders(response.status(), bodiless ? -1 : length);
    if (!bodiless) {
      response.body().writeTo(exchange.getResponseBody());
    }
    exchange.close();
  }
}
