package io.stocktake.aws.environment;

import io.stocktake.aws.net.Proxies;
import io.stocktake.aws.trust.CaBundle;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * The environment of the AWS CLI: fills in settings that are not given, from the same sources in
 * the same order.
 */
public final class AwsEnvironment {
  /** The Region that S3-compatible stores are used to. */
  private static final String COMPATIBLE_REGION = "us-east-1";

  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  private final AwsSettings settings;
  private final Map<String, String> environment;
  private final Supplier<ProfileFile> profiles;

  public AwsEnvironment(
      AwsSettings settings, Map<String, String> environment, Supplier<ProfileFile> profiles) {
    this.settings = settings;
    this.environment = environment;
    this.profiles = profiles;
  }

  public Optional<URI> endpoint() throws StocktakeException {
    if (settings.endpoint().isPresent()) {
      return settings.endpoint();
    }
    if (ignoresEndpoints()) {
      return Optional.empty();
    }
    Optional<String> text =
        first(
            List.of(
                () -> variable("AWS_ENDPOINT_URL_S3"),
                () -> variable("AWS_ENDPOINT_URL"),
                () -> profileProperty("endpoint_url")));
    return text.isEmpty() ? Optional.empty() : url(text.get());
  }

  /**
   * The same settings with an endpoint.
   *
   * @throws StocktakeException of kind USAGE if it is none
   */
  public static AwsSettings named(AwsSettings settings, URI endpoint) throws StocktakeException {
    try {
      return settings.withEndpoint(endpoint);
    } catch (IllegalArgumentException e) {
      throw StocktakeException.usage(e.getMessage());
    }
  }

  /**
   * Where S3 Control is, unless it is Amazon's: where its own variable says, else where S3 is.
   *
   * @throws StocktakeException of kind USAGE if it is no URL
   */
  public Optional<URI> controlEndpoint(Optional<URI> s3) throws StocktakeException {
    boolean own = settings.endpoint().isEmpty() && !ignoresEndpoints();
    Optional<String> text = own ? variable("AWS_ENDPOINT_URL_S3_CONTROL") : Optional.empty();
    return text.isPresent() ? url(text.get()) : s3;
  }

  private Optional<URI> url(String text) throws StocktakeException {
    try {
      return named(settings, new URI(text)).endpoint();
    } catch (URISyntaxException e) {
      throw StocktakeException.usage("the endpoint URL is none: " + e.getReason());
    }
  }

  private boolean ignoresEndpoints() {
    return "true".equalsIgnoreCase(environment.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"));
  }

  /** Whether hosts of Amazon's are to be those whose encryption is validated (FIPS 140). */
  public boolean fips() throws StocktakeException {
    return ofAmazon("use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT");
  }

  /** Whether hosts of Amazon's are to be those that have addresses of IPv6 too. */
  public boolean dualStack() throws StocktakeException {
    return ofAmazon("use_dualstack_endpoint", "AWS_USE_DUALSTACK_ENDPOINT");
  }

  private boolean ofAmazon(String property, String variable) throws StocktakeException {
    boolean asked =
        first(List.of(() -> variable(variable), () -> profileProperty(property)))
            .filter("true"::equalsIgnoreCase)
            .isPresent();
    if (asked && endpoint().isPresent()) {
      throw StocktakeException.usage(
          property
              + " chooses among Amazon's hosts and cannot go with the endpoint "
              + endpoint().get()
              + "; take away one of the two");
    }
    return asked;
  }

  /**
   * How often requests are tried.
   *
   * @throws StocktakeException of kind USAGE if a setting is none
   */
  public Retries retries() throws StocktakeException {
    return Retries.of(
        first(List.of(() -> variable("AWS_RETRY_MODE"), () -> profileProperty("retry_mode"))),
        first(List.of(() -> variable("AWS_MAX_ATTEMPTS"), () -> profileProperty("max_attempts"))));
  }

  public String region() throws StocktakeException {
    boolean compatible = endpoint().isPresent();
    return first(
            List.of(
                settings::region,
                () -> variable("AWS_REGION"),
                () -> variable("AWS_DEFAULT_REGION"),
                () -> profileProperty("region"),
                () -> compatible ? Optional.of(COMPATIBLE_REGION) : ofMachine()))
        .orElseThrow(
            () -> StocktakeException.usage(FailureCode.REGION_MISSING, "no AWS Region is set"));
  }

  /** Host names with a bucket before them need a DNS that a bare address does not have. */
  public boolean pathStyle() throws StocktakeException {
    String host = endpoint().map(URI::getHost).orElse("");
    boolean bare = host.equals("localhost") || host.startsWith("[") || IPV4.matcher(host).matches();
    return settings.pathStyle().orElse(bare);
  }

  /**
   * The certificate authorities to trust instead of the system's, from the place where the AWS CLI
   * has them.
   *
   * @throws StocktakeException of kind USAGE if the file cannot be used
   */
  public Optional<CaBundle> caBundle() throws StocktakeException {
    if (settings.caBundle().isPresent()) {
      return Optional.of(CaBundle.read(settings.caBundle().get()));
    }
    Map<String, Optional<String>> places = new LinkedHashMap<>();
    places.put("AWS_CA_BUNDLE", variable("AWS_CA_BUNDLE"));
    places.put("ca_bundle of the profile", profileProperty("ca_bundle"));
    // The CRT itself takes SSL_CERT_FILE for the system's, which is nearer than what Python takes.
    places.put(
        "REQUESTS_CA_BUNDLE",
        variable("REQUESTS_CA_BUNDLE").filter(file -> variable("SSL_CERT_FILE").isEmpty()));
    for (Map.Entry<String, Optional<String>> place : places.entrySet()) {
      if (place.getValue().isPresent()) {
        return Optional.of(CaBundle.read(place.getKey(), path(place.getValue().get())));
      }
    }
    return Optional.empty();
  }

  private static Path path(String text) {
    return text.startsWith("~/")
        ? Path.of(System.getProperty("user.home"), text.substring(2))
        : Path.of(text);
  }

  /** Which proxies the environment names. */
  public Proxies proxies() throws StocktakeException {
    return Proxies.of(environment);
  }

  /** Whether a connection is safe from eavesdroppers: over HTTPS, or to this machine. */
  public static boolean isPrivate(URI url) {
    String host = url.getHost();
    return url.getScheme().equalsIgnoreCase("https")
        || host.equalsIgnoreCase("localhost")
        || ((host.startsWith("[") || IPV4.matcher(host).matches()) && isLoopback(host));
  }

  /** Asks no name service: the host is an address. */
  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /** The shared configuration files. */
  public ProfileFile profiles() {
    return profiles.get();
  }

  /** Whether an option names the profile, which wins over keys in the environment then. */
  public boolean isProfileAsked() {
    return settings.profile().isPresent();
  }

  /** The name of the profile in use. */
  public String profileName() {
    return namedProfile().orElse("default");
  }

  private Optional<String> namedProfile() {
    return first(
        List.of(
            settings::profile,
            () -> variable("AWS_DEFAULT_PROFILE"),
            () -> variable("AWS_PROFILE")));
  }

  /**
   * The profile in use; none where none is named and there is no default one.
   *
   * @throws StocktakeException if one is named that does not exist
   */
  public Optional<Profile> profile() throws StocktakeException {
    Optional<Profile> found = profiles.get().profile(profileName());
    if (found.isEmpty() && namedProfile().isPresent()) {
      throw StocktakeException.environment(
          "there is no profile "
              + profileName()
              + " in the AWS configuration; aws configure list-profiles shows those there are");
    }
    return found;
  }

  /** Whether the environment, or the JVM's system properties, hold an access key. */
  public boolean hasKeys() {
    return variable("AWS_ACCESS_KEY_ID").isPresent()
        || System.getProperty("aws.accessKeyId") != null;
  }

  /** Where a container asks for the credentials of its role. */
  public Optional<String> containerCredentials() {
    return first(
        List.of(
            () -> variable("AWS_CONTAINER_CREDENTIALS_FULL_URI"),
            () -> variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")));
  }

  private Optional<String> profileProperty(String name) {
    return profiles.get().profile(profileName()).flatMap((Profile found) -> found.property(name));
  }

  private static Optional<String> ofMachine() {
    try {
      return Optional.of(new DefaultAwsRegionProviderChain().getRegion().id());
    } catch (SdkClientException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> first(List<Supplier<Optional<String>>> places) {
    return places.stream().map(Supplier::get).flatMap(Optional::stream).findFirst();
  }
}
