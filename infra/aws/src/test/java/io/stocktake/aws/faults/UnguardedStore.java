package io.stocktake.aws.faults;

import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.testing.StubServer;
import io.stocktake.manifests.testing.StubServer.Answer;
import io.stocktake.manifests.testing.StubServer.Request;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A store of small objects that heeds conditions and takes no notice of customer keys. */
final class UnguardedStore implements AutoCloseable {
  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final StubServer server;

  UnguardedStore() throws IOException {
    server = new StubServer(this::answer);
  }

  URI endpoint() {
    return server.url();
  }

  private Answer answer(Request request) {
    boolean puts = request.method().equals("PUT");
    int status = 200;
    if (puts && objects.putIfAbsent(request.path(), request.content()) != null) {
      status = 412;
    }
    byte[] found = objects.get(request.path());
    if (found == null) {
      return Answer.of(404);
    }
    Map<String, String> headers = new HashMap<>();
    headers.put("ETag", "\"" + md5(found) + "\"");
    headers.put("Last-Modified", "Sun, 01 Nov 2026 00:00:00 GMT");
    if (!puts) {
      headers.put("Content-Length", String.valueOf(found.length));
    }
    return new Answer(status, headers, "");
  }

  private static String md5(byte[] bytes) {
    return HexFormat.of().formatHex(Digests.md5().digest(bytes));
  }

  @Override
  public void close() {
    server.close();
  }
}
