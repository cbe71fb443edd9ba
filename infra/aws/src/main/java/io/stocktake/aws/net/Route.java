package io.stocktake.aws.net;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The route to one server, directly or by a proxy, and its failure if there is one. */
final class Route {
  private final URI server;
  private final Optional<Proxy> proxy;
  private final ConnectionCheck check;
  private volatile boolean reached;
  private CompletableFuture<Optional<ConnectionException>> checked;

  Route(URI server, Optional<Proxy> proxy, ConnectionCheck check) {
    this.server = server;
    this.proxy = proxy;
    this.check = check;
  }

  Optional<Proxy> proxy() {
    return proxy;
  }

  /** Whether an answer ever came this way, so that certificates and proxies are as they should. */
  boolean isReached() {
    return reached;
  }

  void reached() {
    reached = true;
  }

  /** Whether there is anything that a check could find. */
  boolean isCheckable() {
    return proxy.isPresent() || "https".equalsIgnoreCase(server.getScheme());
  }

  /** What is wrong with it, as it was found before the first request. */
  synchronized CompletableFuture<Optional<ConnectionException>> check() {
    return checked == null ? checkAgain() : checked;
  }

  /** What is wrong with it now; a flaw that was found is one for good. */
  synchronized CompletableFuture<Optional<ConnectionException>> checkAgain() {
    if (checked == null || (checked.isDone() && checked.join().isEmpty())) {
      CompletableFuture<Optional<ConnectionException>> begun = new CompletableFuture<>();
      Thread thread = new Thread(() -> check(begun), "stocktake-connection-check");
      thread.setDaemon(true);
      thread.start();
      checked = begun;
    }
    return checked;
  }

  private void check(CompletableFuture<Optional<ConnectionException>> result) {
    try {
      result.complete(check.flaw(server, proxy));
    } finally {
      // Requests wait for it, so it ends even if it failed.
      result.complete(Optional.empty());
    }
  }

  /** The answer of a proxy that lets nothing through, if this is one. */
  Optional<ConnectionException> refusal(int status) {
    return proxy
        .filter(by -> status == ConnectionCheck.PROXY_AUTHENTICATION)
        .map(by -> ConnectionCheck.refusal(by, status, server.toString()));
  }
}
