package io.stocktake.aws.fastput;

import io.stocktake.aws.net.Network;
import io.stocktake.executor.control.Futures;
import java.net.ConnectException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.crt.http.HttpClientConnection;
import software.amazon.awssdk.crt.http.HttpClientConnectionManager;
import software.amazon.awssdk.crt.http.HttpClientConnectionManagerOptions;
import software.amazon.awssdk.crt.http.HttpHeader;
import software.amazon.awssdk.crt.http.HttpMonitoringOptions;
import software.amazon.awssdk.crt.http.HttpRequest;
import software.amazon.awssdk.crt.io.ClientBootstrap;
import software.amazon.awssdk.crt.io.SocketOptions;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/** The pooled connections to one bucket: signs a request and sends it, once. */
public final class PutConnection implements AutoCloseable {
  /**
   * S3 closes connections that are idle for longer, and devices in between may drop them silently.
   */
  private static final Duration IDLE = Duration.ofSeconds(15);

  private final URI bucket;
  private final String host;
  private final AwsCredentialsProvider credentials;
  private final HeaderSigner signer;
  private final Map<String, String> headers;
  private final HttpClientConnectionManager connections;

  /**
   * Connections to a bucket.
   *
   * @param bucket the URL of its root, with a slash at the end
   * @param network opens the connections
   * @param headers those of every request, by their names in small letters
   * @param most connections at once
   * @param patience how long a connection may be silent
   */
  public PutConnection(
      URI bucket,
      String region,
      AwsCredentialsProvider credentials,
      Network network,
      Map<String, String> headers,
      int most,
      Duration patience) {
    this.bucket = bucket;
    this.host = bucket.getRawAuthority();
    this.credentials = credentials;
    this.signer = new HeaderSigner(region);
    this.headers = headers;
    this.connections = connections(bucket, network, most, patience);
  }

  private static HttpClientConnectionManager connections(
      URI bucket, Network network, int most, Duration patience) {
    HttpMonitoringOptions silence = new HttpMonitoringOptions();
    silence.setMinThroughputBytesPerSecond(1);
    silence.setAllowableThroughputFailureIntervalSeconds((int) patience.toSeconds());
    try (ClientBootstrap bootstrap = new ClientBootstrap(null, null);
        SocketOptions socket = new SocketOptions()) {
      socket.connectTimeoutMs = (int) Network.CONNECT.toMillis();
      return network.connections(
          bucket,
          new HttpClientConnectionManagerOptions()
              .withClientBootstrap(bootstrap)
              .withSocketOptions(socket)
              .withMonitoringOptions(silence)
              .withConnectionAcquisitionTimeoutInMilliseconds(patience.toMillis())
              .withMaxConnectionIdleInMilliseconds(IDLE.toMillis())
              .withMaxConnections(most));
    }
  }

  /** The response, of any status; fails if none came in time. */
  CompletableFuture<PutExchange.Answer> send(PutObjectRequest request, ByteBuffer body) {
    PutExchange exchange = new PutExchange(body);
    HttpRequest signed = signed(request, exchange);
    CompletableFuture<HttpClientConnection> connection = connections.acquireConnection();
    return Futures.then(
        connection,
        (open, failure) ->
            failure == null ? begin(open, signed, exchange, patience(request)) : unsent(failure));
  }

  private static CompletableFuture<PutExchange.Answer> begin(
      HttpClientConnection connection,
      HttpRequest request,
      PutExchange exchange,
      Duration patience) {
    try {
      exchange.begin(connection.makeRequest(request, exchange));
    } catch (RuntimeException e) {
      connection.close();
      return unsent(e);
    }
    return exchange
        .answer()
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((answer, failure) -> end(connection, failure));
  }

  /** Returned to the pool, unless it failed: then its state is unknown. */
  private static void end(HttpClientConnection connection, Throwable failure) {
    if (failure != null) {
      connection.shutdown();
    }
    connection.close();
  }

  private static <T> CompletableFuture<T> unsent(Throwable failure) {
    ConnectException unsent = new ConnectException(String.valueOf(failure.getMessage()));
    unsent.initCause(failure);
    return CompletableFuture.failedFuture(unsent);
  }

  private HttpRequest signed(PutObjectRequest request, PutExchange exchange) {
    String path = bucket.getRawPath() + SdkHttpUtils.urlEncodeIgnoreSlashes(request.key());
    SortedMap<String, String> all = PutHeaders.of(request);
    all.putAll(headers);
    all.put("host", host);
    signer.sign("PUT", path, all, credentials.resolveCredentials(), Instant.now());
    List<HttpHeader> sent = new ArrayList<>(all.size());
    all.forEach((name, value) -> sent.add(new HttpHeader(name, value)));
    return new HttpRequest("PUT", path, sent.toArray(HttpHeader[]::new), exchange);
  }

  private static Duration patience(PutObjectRequest request) {
    return request.overrideConfiguration().flatMap(c -> c.apiCallAttemptTimeout()).orElseThrow();
  }

  @Override
  public void close() {
    connections.close();
  }
}
