package io.stocktake.manifests.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on this machine whose answers a test makes up. */
public final class StubServer implements AutoCloseable {
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final Script script;

  /** What is answered to a request; called from several threads. */
  @FunctionalInterface
  public interface Script {
    Answer to(Request request);
  }

  /** A request as it came. */
  public static final class Request {
    private final HttpExchange exchange;
    private final byte[] content;

    private Request(HttpExchange exchange) throws IOException {
      this.exchange = exchange;
      this.content = exchange.getRequestBody().readAllBytes();
    }

    /** GET, PUT and so on. */
    public String method() {
      return exchange.getRequestMethod();
    }

    /** Path and query. */
    public URI target() {
      return exchange.getRequestURI();
    }

    /** The path, decoded. */
    public String path() {
      return target().getPath();
    }

    /** Method and target. */
    public String line() {
      return method() + " " + target();
    }

    /** The first value of a header, or null. */
    public String header(String name) {
      return exchange.getRequestHeaders().getFirst(name);
    }

    /** The body's bytes. */
    public byte[] content() {
      return content.clone();
    }

    /** The body as text. */
    public String body() {
      return new String(content, UTF_8);
    }
  }

  /** An answer; to a HEAD its content is not sent. */
  public record Answer(int status, Map<String, String> headers, String body) {
    /** One without content. */
    public static Answer of(int status) {
      return of(status, "");
    }

    /** One with content. */
    public static Answer of(int status, String body) {
      return new Answer(status, Map.of(), body);
    }
  }

  /** Starts a server that answers so. */
  public StubServer(Script script) throws IOException {
    this.script = script;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** Where it listens. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** All requests since the last {@link #forget}. */
  public List<Request> requests() {
    return requests;
  }

  /** The request that came last. */
  public Request last() {
    return requests.get(requests.size() - 1);
  }

  /** Forgets what came. */
  public void forget() {
    requests.clear();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request = new Request(exchange);
      requests.add(request);
      Answer answer = script.to(request);
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] body = answer.body().getBytes(UTF_8);
      boolean bodiless = body.length == 0 || request.method().equals("HEAD");
      exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : body.length);
      if (!bodiless) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
