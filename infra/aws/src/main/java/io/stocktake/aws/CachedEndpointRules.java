package io.stocktake.aws;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeProvider;
import software.amazon.awssdk.services.s3.endpoints.S3EndpointProvider;

/**
 * Caches the SDK's endpoint rules by bucket, instead of two evaluations for every request: for one
 * client neither the host nor the signing depends on the key.
 */
final class CachedEndpointRules {
  private CachedEndpointRules() {}

  /** Where requests for a bucket go. */
  static S3EndpointProvider endpoints() {
    S3EndpointProvider rules = S3EndpointProvider.defaultProvider();
    Map<List<Object>, CompletableFuture<Endpoint>> known = new ConcurrentHashMap<>();
    return request ->
        known.computeIfAbsent(
            Arrays.asList(
                request.bucket(),
                request.region(),
                request.useS3ExpressControlEndpoint(),
                request.disableS3ExpressSessionAuth(),
                request.disableAccessPoints()),
            bucket -> rules.resolveEndpoint(request));
  }

  /** How requests for a bucket are signed. */
  static S3AuthSchemeProvider signing() {
    S3AuthSchemeProvider rules = S3AuthSchemeProvider.defaultProvider();
    Map<List<Object>, List<AuthSchemeOption>> known = new ConcurrentHashMap<>();
    return request ->
        known.computeIfAbsent(
            Arrays.asList(request.operation(), request.bucket(), request.region()),
            bucket -> rules.resolveAuthScheme(request));
  }
}
