package io.stocktake.cli.options;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.environment.AwsSettings;
import io.stocktake.cli.inputs.SessionFactory;
import io.stocktake.cli.parse.Checked;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.manifests.StocktakeException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Connection options: endpoint, Region, profile. Defaults are those of the AWS CLI. */
public final class ConnectionOptions implements SessionFactory {
  @Option(names = "--profile", paramLabel = "NAME", description = "AWS profile to use.")
  private String profile;

  @Option(names = "--region", paramLabel = "REGION", description = "AWS Region to use.")
  private String region;

  @Option(
      names = "--endpoint-url",
      paramLabel = "URL",
      description = "URL of another S3 than Amazon's, such as the lab's.")
  private URI endpoint;

  @Option(
      names = "--path-style",
      negatable = true,
      description = "Put the bucket into the path of URLs instead of the host name.")
  private Boolean pathStyle;

  @Option(
      names = "--ca-bundle",
      paramLabel = "FILE",
      description =
          "PEM file of the certificate authorities to trust instead of the system's (default:"
              + " AWS_CA_BUNDLE, or ca_bundle of the profile).")
  private Path caBundle;

  @Option(
      names = "--request-payer",
      paramLabel = "requester",
      description = {
        "Confirm that you pay for requests and transfer, for requester-pays buckets.",
        "The only value is requester."
      })
  private String requestPayer;

  private final Map<String, String> environment;

  /** Options of a connection that sees these environment variables. */
  public ConnectionOptions(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The connection options as text, for another command. */
  public String asTyped() {
    return (profile == null ? "" : " --profile " + profile)
        + (region == null ? "" : " --region " + region)
        + (endpoint == null ? "" : " --endpoint-url " + endpoint)
        + (caBundle == null ? "" : " --ca-bundle " + caBundle)
        + (requestPayer == null ? "" : " --request-payer " + requestPayer);
  }

  @Override
  public AwsSession open(int connections) throws StocktakeException {
    return open(connections, RequestThrottle.free(connections));
  }

  @Override
  public AwsSession open(int connections, RequestThrottle throttle) throws StocktakeException {
    return AwsSession.open(settings(), environment, connections, throttle);
  }

  private boolean requesterPays() throws StocktakeException {
    if (requestPayer != null && !requestPayer.equals("requester")) {
      throw StocktakeException.usage(
          "--request-payer takes only requester, not '" + requestPayer + "'");
    }
    return requestPayer != null;
  }

  private AwsSettings settings() throws StocktakeException {
    return Checked.value(
        () ->
            new AwsSettings(
                Optional.ofNullable(profile),
                Optional.ofNullable(region),
                Optional.ofNullable(endpoint),
                Optional.ofNullable(pathStyle),
                Optional.ofNullable(caBundle),
                requesterPays()));
  }
}
