package io.stocktake.aws.net;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * As {@link WatchedClient}, for a few requests one after the other: it tries the connection before
 * the first request to a server.
 */
final class WatchedBlockingClient implements SdkHttpClient {
  private final Network network;
  private final Function<Optional<Proxy>, SdkHttpClient> opening;
  private final Map<Optional<Proxy>, SdkHttpClient> clients = new ConcurrentHashMap<>();

  WatchedBlockingClient(Network network, Function<Optional<Proxy>, SdkHttpClient> opening) {
    this.network = network;
    this.opening = opening;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    Route route = network.route(request.httpRequest());
    SdkHttpClient client = clients.computeIfAbsent(route.proxy(), opening);
    return new Watched(route, client.prepareRequest(request));
  }

  @Override
  public String clientName() {
    return "AwsCommonRuntime";
  }

  @Override
  public void close() {
    clients.values().forEach(SdkHttpClient::close);
  }

  private record Watched(Route route, ExecutableHttpRequest request)
      implements ExecutableHttpRequest {
    @Override
    public HttpExecuteResponse call() throws IOException {
      if (!route.isReached() && route.isCheckable()) {
        refuse(route.check().join());
      }
      HttpExecuteResponse response = request.call();
      refuse(route.refusal(response.httpResponse().statusCode()));
      route.reached();
      return response;
    }

    private static void refuse(Optional<ConnectionException> flaw) {
      if (flaw.isPresent()) {
        throw SdkClientException.create(flaw.get().getMessage(), flaw.get());
      }
    }

    @Override
    public void abort() {
      request.abort();
    }
  }
}
