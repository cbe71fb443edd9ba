package io.stocktake.aws.net;

import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * The SDK makes the clients of STS and of IAM Identity Center (SSO) by itself when a profile needs
 * them, and asks a service for their transport. This is that service; a process's requests use the
 * network of the session that was opened last.
 */
public final class CredentialRequests implements SdkHttpService {
  /** Where the SDK has the name of the service from. */
  private static final String PROPERTY = "software.amazon.awssdk.http.service.impl";

  private static volatile Network network = new Network(java.util.Optional.empty(), Proxies.NONE);

  /** Called by the SDK. */
  public CredentialRequests() {}

  /** Lets requests for credentials go by this network from now on. */
  public static void go(Network by) {
    network = by;
    System.setProperty(PROPERTY, CredentialRequests.class.getName());
  }

  @Override
  public SdkHttpClient.Builder<?> createHttpClientBuilder() {
    return new Builder();
  }

  private static final class Builder implements SdkHttpClient.Builder<Builder> {
    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
      return network.blockingClient();
    }
  }
}
