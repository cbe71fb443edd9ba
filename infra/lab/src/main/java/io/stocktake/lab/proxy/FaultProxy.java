package io.stocktake.lab.proxy;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A proxy before an S3 on this machine that passes everything on unaltered, but a share of the
 * requests. It has a thread for each connection, and holds one request and answer of each in
 * memory.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final ServerSocket server;
  private final URI target;
  private final Random random;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> sent = new ConcurrentHashMap<>();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong hits = new AtomicLong();
  private final Set<String> hit = ConcurrentHashMap.newKeySet();
  private volatile FaultKind mischief = FaultKind.SLOW_DOWN;
  private double share;
  private double interval;
  private double next;
  private long suited;
  private volatile Duration stall = Duration.ofSeconds(2);
  private volatile Duration latency = Duration.ZERO;

  private FaultProxy(URI target, long seed) throws IOException {
    this.target = target;
    this.random = new Random(seed);
    this.server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
  }

  /**
   * Starts a proxy that does no harm yet.
   *
   * @param target host and port of the S3
   * @param seed of the choice of requests
   */
  public static FaultProxy to(URI target, long seed) throws IOException {
    FaultProxy line = new FaultProxy(target, seed);
    daemon(line::accept);
    return line;
  }

  /** Where it listens. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /**
   * Does this from now on, at a random place of each run of requests that is long enough for one
   * hit: a share that is small is not left to luck.
   *
   * @param share of the eligible requests that get a fault, from 0 to 1
   */
  public synchronized void does(FaultKind what, double share) {
    this.mischief = what;
    this.share = share;
    this.suited = 0;
    this.interval = 0;
    this.next = random.nextDouble() / share;
  }

  /** How late a stalled answer is. */
  public void stallsFor(Duration time) {
    stall = time;
  }

  /** How late every request is. */
  public void latency(Duration time) {
    latency = time;
  }

  /** Requests that came whole, so far. */
  public long requests() {
    return requests.get();
  }

  /** Requests that got a fault, so far. */
  public long hits() {
    return hits.get();
  }

  /**
   * Paths of the requests that got a fault, as they were sent, since this was asked last; not to be
   * asked while requests are on their way.
   */
  public Set<String> hitPaths() {
    Set<String> paths = Set.copyOf(hit);
    hit.clear();
    return paths;
  }

  /** How often each method and target came whole, upload ids aside; a copy to lives of its own. */
  public Map<String, Integer> sent() {
    return sent;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        daemon(() -> serve(client));
      } catch (IOException e) {
        // Closed, or a client that is gone already.
      }
    }
  }

  private void serve(Socket client) {
    open.add(client);
    try (client;
        Socket store = new Socket(target.getHost(), target.getPort())) {
      open.add(store);
      client.setTcpNoDelay(true);
      store.setTcpNoDelay(true);
      pass(client, store);
    } catch (IOException | InterruptedException e) {
      // Either side may close a connection when it likes.
    } finally {
      open.remove(client);
    }
  }

  private void pass(Socket client, Socket store) throws IOException, InterruptedException {
    InputStream in = new BufferedInputStream(client.getInputStream());
    OutputStream out = new BufferedOutputStream(client.getOutputStream());
    Line line =
        new Line(
            new BufferedInputStream(store.getInputStream()),
            new BufferedOutputStream(store.getOutputStream()));
    for (var next = Message.request(in, out); next.isPresent(); next = Message.request(in, out)) {
      Message request = next.get();
      note(request);
      Thread.sleep(latency.toMillis());
      if (!isHit(request)) {
        line.ask(request).send(out);
      } else if (!harm(request, line, out)) {
        client.setSoLinger(true, 0);
        return;
      }
    }
  }

  private void note(Message request) {
    requests.incrementAndGet();
    String copied = request.header("x-amz-copy-source").map(from -> " from " + from).orElse("");
    String name = request.target().replaceAll("&?(uploadId|x-id)=[^&]*", "");
    sent.merge(request.method() + " " + name + copied, 1, Integer::sum);
  }

  private synchronized boolean isHit(Message request) {
    boolean isHit = share > 0 && mischief.suits(request) && ++suited > next;
    if (isHit) {
      interval += 1 / share;
      next = interval + random.nextDouble() / share;
      hits.incrementAndGet();
      hit.add(request.target().replaceAll("\\?.*", ""));
    }
    return isHit;
  }

  private synchronized boolean coin() {
    return random.nextBoolean();
  }

  /** Whether the connection is still of use. */
  private boolean harm(Message request, Line line, OutputStream out)
      throws IOException, InterruptedException {
    switch (mischief) {
      case SLOW_DOWN -> refuse(request, "503 Slow Down", "SlowDown", out);
      case CLOCK_SKEW -> refuse(request, "403 Forbidden", "RequestTimeTooSkewed", out);
      case EXPIRED -> refuse(request, "400 Bad Request", "ExpiredToken", out);
      case CONFLICT -> refuse(request, "409 Conflict", "ConditionalRequestConflict", out);
      case RESET_IN_REQUEST -> {
        return false;
      }
      case LOST_ANSWER -> {
        line.ask(request);
        return false;
      }
      case RESET_IN_ANSWER -> {
        line.ask(request).sendHalf(out);
        return false;
      }
      case STALL -> {
        Message answer = line.ask(request);
        Thread.sleep(stall.toMillis());
        answer.send(out);
      }
      case WRONG_ETAG -> line.ask(request).replaced("[0-9a-f]{32}", "0".repeat(32)).send(out);
      case ERROR_IN_OK -> {
        if (coin()) {
          line.ask(request);
        }
        refuse(request, "200 OK", "InternalError", out);
      }
    }
    return true;
  }

  private static void refuse(Message request, String status, String code, OutputStream out)
      throws IOException {
    Message error = Message.error(status, code);
    (request.method().equals("HEAD") ? error.withoutBody() : error).send(out);
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "bad line");
    thread.setDaemon(true);
    thread.start();
  }

  /** The connection to the store. */
  private record Line(InputStream in, OutputStream out) {
    Message ask(Message request) throws IOException {
      request.send(out);
      return Message.answer(in, request);
    }
  }
}
