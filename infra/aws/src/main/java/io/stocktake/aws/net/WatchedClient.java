package io.stocktake.aws.net;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/** Sends each request through the client of its proxy, and diagnoses failed connections. */
final class WatchedClient implements SdkAsyncHttpClient {
  private final Network network;
  private final Function<Optional<Proxy>, SdkAsyncHttpClient> opening;
  private final Map<Optional<Proxy>, SdkAsyncHttpClient> clients = new ConcurrentHashMap<>();

  WatchedClient(Network network, Function<Optional<Proxy>, SdkAsyncHttpClient> opening) {
    this.network = network;
    this.opening = opening;
  }

  @Override
  public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
    Route route = network.route(request.request());
    WatchedRequest watched = new WatchedRequest(route, request.responseHandler());
    AsyncExecuteRequest.Builder same =
        AsyncExecuteRequest.builder()
            .request(request.request())
            .requestContentPublisher(request.requestContentPublisher())
            .responseHandler(watched)
            .fullDuplex(request.fullDuplex())
            .httpExecutionAttributes(request.httpExecutionAttributes());
    request.metricCollector().ifPresent(same::metricCollector);
    return watched.send(
        () -> clients.computeIfAbsent(route.proxy(), opening).execute(same.build()));
  }

  @Override
  public String clientName() {
    return "AwsCommonRuntime";
  }

  @Override
  public void close() {
    clients.values().forEach(SdkAsyncHttpClient::close);
  }
}
