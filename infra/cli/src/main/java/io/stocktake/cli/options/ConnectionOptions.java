package io.stocktake.cli.options;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.environment.AwsSettings;
import io.stocktake.cli.inputs.SessionFactory;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.manifests.StocktakeException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where and as whom to talk to S3; what is not said is taken as the AWS CLI takes it. */
public final class ConnectionOptions implements SessionFactory {
  @Option(names = "--profile", paramLabel = "NAME", description = "AWS profile to use.")
  private String profile;

  @Option(names = "--region", paramLabel = "REGION", description = "AWS Region to use.")
  private String region;

  @Option(
      names = "--endpoint-url",
      paramLabel = "URL",
      description = "Another S3 than Amazon's, such as the lab's.")
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
        "Confirm that requests and transfer are paid here, for buckets where the requester pays.",
        "The only value is requester."
      })
  private String requestPayer;

  private final Map<String, String> environment;

  /** Options of a connection that sees these environment variables. */
  public ConnectionOptions(Map<String, String> environment) {
    this.environment = environment;
  }

  /** What was said of the connection, for another command to be given the same. */
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

  /** Opens a session that goes at a pace; the caller closes it. */
  public AwsSession open(int connections, RequestThrottle pace) throws StocktakeException {
    return AwsSession.open(settings(), environment, connections, pace);
  }

  private boolean requesterPays() throws StocktakeException {
    if (requestPayer != null && !requestPayer.equals("requester")) {
      throw StocktakeException.usage(
          "--request-payer takes requester alone, not '" + requestPayer + "'");
    }
    return requestPayer != null;
  }

  private AwsSettings settings() throws StocktakeException {
    try {
      return new AwsSettings(
          Optional.ofNullable(profile),
          Optional.ofNullable(region),
          Optional.ofNullable(endpoint),
          Optional.ofNullable(pathStyle),
          Optional.ofNullable(caBundle),
          requesterPays());
    } catch (IllegalArgumentException e) {
      throw StocktakeException.usage(e.getMessage());
    }
  }
}
