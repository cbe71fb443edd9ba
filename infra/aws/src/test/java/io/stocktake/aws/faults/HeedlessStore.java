package io.stocktake.aws.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.stocktake.manifests.Digests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A store of small objects that heeds conditions and takes no notice of customer keys. */
final class HeedlessStore implements AutoCloseable {
  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final HttpServer server;

  HeedlessStore() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    boolean puts = exchange.getRequestMethod().equals("PUT");
    int status = 200;
    if (puts && objects.putIfAbsent(path, body) != null) {
      status = 412;
    }
    byte[] found = objects.get(path);
    if (found == null) {
      status = 404;
    } else {
      exchange.getResponseHeaders().set("ETag", "\"" + md5(found) + "\"");
      exchange.getResponseHeaders().set("Last-Modified", "Sun, 01 Nov 2026 00:00:00 GMT");
      if (!puts) {
        exchange.getResponseHeaders().set("Content-Length", String.valueOf(found.length));
      }
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private static String md5(byte[] bytes) {
    return HexFormat.of().formatHex(Digests.md5().digest(bytes));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
