package io.stocktake.aws;

import io.stocktake.aws.answers.CheckedAnswers;
import io.stocktake.aws.content.S3ObjectInspector;
import io.stocktake.aws.control.S3BatchJobs;
import io.stocktake.aws.control.WrappedErrors;
import io.stocktake.aws.credentials.Credentials;
import io.stocktake.aws.environment.AwsEnvironment;
import io.stocktake.aws.environment.AwsSettings;
import io.stocktake.aws.environment.Retries;
import io.stocktake.aws.errors.ReasonedClient;
import io.stocktake.aws.errors.S3Errors;
import io.stocktake.aws.fastput.FastPut;
import io.stocktake.aws.fastput.PutConnection;
import io.stocktake.aws.fastput.PutConnections;
import io.stocktake.aws.files.S3ConditionalFiles;
import io.stocktake.aws.files.S3DeliveryFiles;
import io.stocktake.aws.inventory.InventoryConfigurations;
import io.stocktake.aws.keys.CustomerKey;
import io.stocktake.aws.keys.CustomerKeys;
import io.stocktake.aws.listing.BucketListing;
import io.stocktake.aws.net.CredentialRequests;
import io.stocktake.aws.net.Network;
import io.stocktake.aws.store.S3ObjectStore;
import io.stocktake.aws.store.S3Responses;
import io.stocktake.aws.uploads.PartPages;
import io.stocktake.aws.uploads.UploadListing;
import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.store.Guarantee;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.content.ObjectInspector;
import io.stocktake.manifests.io.ConditionalFiles;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.crt.CrtResource;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.endpoints.EndpointUrl;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3control.S3ControlClient;

/** One client of S3 and all that is done with it. Close it when the last of that has ended. */
public final class AwsSession implements AutoCloseable {
  /** Parts of files, each of which is in memory while it is sent. */
  private static final int PART_SIZE = 64 << 20;

  /** Before the first, the transport need not even be loaded to be ended. */
  private static volatile boolean opened;

  private final S3AsyncClient client;
  private final PutConnections wires;
  private final Network network;
  private final Region region;
  private final AwsCredentialsProvider credentials;
  private final Optional<URI> endpoint;
  private final Optional<URI> control;
  private final Retries retries;
  private final boolean fips;
  private final boolean dualStack;
  private final String where;
  private final Duration patience;
  private final RequestThrottle pace;

  private AwsSession(
      S3AsyncClient client,
      PutConnections wires,
      Network network,
      Region region,
      AwsCredentialsProvider credentials,
      AwsEnvironment surroundings,
      Duration patience,
      RequestThrottle pace)
      throws StocktakeException {
    this.wires = wires;
    this.network = network;
    this.pace = pace;
    this.client = client;
    this.region = region;
    this.credentials = credentials;
    this.endpoint = surroundings.endpoint();
    this.control = surroundings.controlEndpoint(endpoint);
    this.retries = surroundings.retries();
    this.fips = surroundings.fips();
    this.dualStack = surroundings.dualStack();
    this.where = where(endpoint);
    this.patience = patience;
  }

  /**
   * Opens a session.
   *
   * @param connections requests on the wire at once
   * @throws StocktakeException if there are no credentials, or no Region
   */
  public static AwsSession open(AwsSettings settings, int connections) throws StocktakeException {
    return open(settings, connections, RequestThrottle.free(connections));
  }

  /** As above, with how fast bodies go; it is told of every answer that asks to slow down. */
  public static AwsSession open(AwsSettings settings, int connections, RequestThrottle pace)
      throws StocktakeException {
    return open(settings, System.getenv(), connections, pace);
  }

  /**
   * As above, with the environment variables it sees; those that only the SDK knows are the
   * process's.
   */
  public static AwsSession open(
      AwsSettings settings, Map<String, String> environment, int connections, RequestThrottle pace)
      throws StocktakeException {
    return open(settings, environment, connections, pace, Duration.ofSeconds(60));
  }

  /** As above, with how long a connection may be silent. */
  static AwsSession open(
      AwsSettings settings, int connections, RequestThrottle pace, Duration patience)
      throws StocktakeException {
    return open(settings, System.getenv(), connections, pace, patience);
  }

  private static AwsSession open(
      AwsSettings settings,
      Map<String, String> environment,
      int connections,
      RequestThrottle pace,
      Duration patience)
      throws StocktakeException {
    AwsEnvironment surroundings =
        new AwsEnvironment(settings, environment, ProfileFile::defaultProfileFile);
    Network network = new Network(surroundings.caBundle(), surroundings.proxies());
    CredentialRequests.go(network);
    Optional<URI> endpoint = surroundings.endpoint();
    Region region = Region.of(surroundings.region());
    AwsCredentialsProvider credentials = Credentials.find(surroundings);
    Map<String, String> headers =
        settings.requesterPays() ? Map.of("x-amz-request-payer", "requester") : Map.of();
    S3AsyncClient client =
        client(
            surroundings,
            region,
            credentials,
            pace,
            network.client(connections, patience),
            headers,
            patience);
    Optional<URI> sdks = client.serviceClientConfiguration().endpointOverride();
    if (endpoint.isEmpty() && sdks.isPresent()) {
      // The SDK looks into more places for one; what goes for an endpoint goes for that.
      client.close();
      return open(
          AwsEnvironment.named(settings, sdks.get()), environment, connections, pace, patience);
    }
    PutConnections wires =
        new PutConnections(
            client.utilities(), region, credentials, network, headers, connections, patience);
    opened = true;
    return new AwsSession(
        client, wires, network, region, credentials, surroundings, patience, pace);
  }

  private static S3AsyncClient client(
      AwsEnvironment surroundings,
      Region region,
      AwsCredentialsProvider credentials,
      RequestThrottle pace,
      SdkAsyncHttpClient transport,
      Map<String, String> headers,
      Duration patience)
      throws StocktakeException {
    RetryStrategy retries = surroundings.retries().strategy();
    var builder =
        S3AsyncClient.builder()
            .region(region)
            .fipsEnabled(surroundings.fips())
            .dualstackEnabled(surroundings.dualStack())
            .credentialsProvider(credentials)
            .forcePathStyle(surroundings.pathStyle())
            .endpointProvider(CachedEndpointRules.endpoints())
            .authSchemeProvider(CachedEndpointRules.signing())
            // Every body goes with its MD5; S3-compatible stores do not all know trailers.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            // The one owner of retry: FastPut tries a put once before, nothing else repeats any.
            .overrideConfiguration(
                o -> {
                  headers.forEach(o::putHeader);
                  o.retryStrategy(retries)
                      .defaultProfileName(surroundings.profileName())
                      .addExecutionInterceptor(new ThrottlingListener(pace))
                      .addExecutionInterceptor(new CheckedAnswers(patience));
                })
            .httpClientBuilder(defaults -> transport);
    surroundings.endpoint().ifPresent(builder::endpointOverride);
    try {
      return new ReasonedClient(builder.build());
    } catch (SdkClientException e) {
      throw StocktakeException.usage("the SDK's settings are not understood: " + e.getMessage());
    } catch (NullPointerException | IllegalArgumentException e) {
      throw StocktakeException.usage(
          "an endpoint URL looks like https://host:port; the one of AWS_ENDPOINT_URL_S3 or the"
              + " profile does not: "
              + e.getMessage());
    }
  }

  /** The endpoint that was named; none for Amazon's own. */
  public Optional<URI> endpoint() {
    return endpoint;
  }

  private String where(Optional<URI> url) {
    return url.map(URI::toString).orElse("Amazon S3 in " + region);
  }

  /** The store in words. */
  public String where() {
    return where;
  }

  /** The bucket as the executor sees it, with no object under a customer's key. */
  public S3ObjectStore store(String bucket) {
    return under(bucket, CustomerKeys.NONE, true);
  }

  /** As {@link #store(String, CustomerKeys, Set)}, of a store that holds to all. */
  public S3ObjectStore store(String bucket, CustomerKeys keys) throws StocktakeException {
    return store(bucket, keys, EnumSet.allOf(Guarantee.class));
  }

  /**
   * The bucket as the executor sees it.
   *
   * @param keys which object is under which of the customer's keys
   * @param held what the store holds to; where {@link Guarantee#TAGS} is not in it, an object of
   *     which the store tells no tags counts as one without any
   * @throws StocktakeException of kind USAGE if such keys would go over an open line
   */
  public S3ObjectStore store(String bucket, CustomerKeys keys, Set<Guarantee> held)
      throws StocktakeException {
    if (!keys.isEmpty()) {
      refuseOpenLine();
    }
    return under(bucket, keys, held.contains(Guarantee.TAGS));
  }

  private S3ObjectStore under(String bucket, CustomerKeys keys, boolean tellsTags) {
    Optional<PutConnection> wire = retries.allowShortPuts() ? wires.to(bucket) : Optional.empty();
    FastPut puts = new FastPut(client, wire, pace);
    return new S3ObjectStore(client, puts, bucket, keys, errors(bucket), patience, pace, tellsTags);
  }

  /** The bucket's objects, to be asked for their content. */
  public ObjectInspector objects(String bucket) {
    return new S3ObjectInspector(client, bucket, List.of(), errors(bucket));
  }

  /**
   * The bucket's objects, to be asked for their content.
   *
   * @param keys tried on objects that do not open without one
   * @throws StocktakeException of kind USAGE if they would go over an open line
   */
  public ObjectInspector objects(String bucket, List<CustomerKey> keys) throws StocktakeException {
    if (!keys.isEmpty()) {
      refuseOpenLine();
    }
    return new S3ObjectInspector(client, bucket, keys, errors(bucket));
  }

  /** Who listens in has the keys, and Amazon's S3 takes them so from nobody. */
  private void refuseOpenLine() throws StocktakeException {
    if (endpoint.filter(url -> !AwsEnvironment.isPrivate(url)).isPresent()) {
      throw StocktakeException.usage(
          "customer keys (SSE-C) go over HTTPS alone, and the endpoint is "
              + where
              + "; nothing was sent: name an https:// endpoint");
    }
  }

  /** The bucket as a place that inventories are delivered to. */
  public S3DeliveryFiles deliveries(String bucket) {
    return new S3DeliveryFiles(client, bucket, errors(bucket));
  }

  /** Objects below a prefix as files that several machines write to. */
  public ConditionalFiles files(S3Location folder) {
    return files(folder, PART_SIZE);
  }

  public ConditionalFiles files(S3Location folder, int partSize) {
    String bucket = folder.bucket();
    return new S3ConditionalFiles(client, folder, store(bucket), errors(bucket), partSize);
  }

  /** A listing of all objects below a prefix, by this many requests at once. */
  public BucketListing listing(S3Location location, int requests) {
    String bucket = location.bucket();
    return new BucketListing(client, location, requests, errors(bucket)::forUser, bounded(bucket));
  }

  /**
   * A bound for requests of little, so that headers that never end are given up too. A body that
   * does not end is given up before, with a sentence of its own.
   */
  private AwsRequestOverrideConfiguration bounded(String bucket) {
    return new S3Responses(errors(bucket), patience.multipliedBy(2)).within(0);
  }

  /** The multipart uploads below a prefix. */
  public UploadListing uploads(S3Location location) {
    String bucket = location.bucket();
    return new UploadListing(
        client,
        location,
        new PartPages(client, bucket, bounded(bucket)),
        errors(bucket)::forUser,
        S3Errors::isUnknownRequest);
  }

  /**
   * The jobs of S3 Batch Operations of an account. Close them when done.
   *
   * @param account twelve digits
   */
  public BatchJobs jobs(String account) {
    var builder =
        S3ControlClient.builder()
            .region(region)
            .credentialsProvider(credentials)
            .fipsEnabled(fips)
            .dualstackEnabled(dualStack)
            .overrideConfiguration(
                o ->
                    o.retryStrategy(retries.strategy())
                        .addExecutionInterceptor(new CheckedAnswers(patience))
                        .addExecutionInterceptor(new WrappedErrors()))
            .httpClientBuilder(defaults -> network.blockingClient());
    // The account would become part of the host's name, also where an endpoint is given.
    control.ifPresent(
        url ->
            builder
                // Else the SDK looks into the environment, also where that is empty.
                .endpointOverride(url)
                .endpointProvider(
                    p ->
                        CompletableFuture.completedFuture(
                            Endpoint.builder().endpointUrl(EndpointUrl.fromUri(url)).build())));
    return new S3BatchJobs(builder.build(), account, where(control));
  }

  /** The bucket's inventory configurations. */
  public InventoryConfigurations inventories(String bucket) {
    return new InventoryConfigurations(client, bucket, errors(bucket));
  }

  /**
   * Looks whether the bucket can be reached.
   *
   * @throws StocktakeException with a sentence that says why not
   */
  public void checkBucket(String bucket) throws StocktakeException {
    S3Errors errors = errors(bucket);
    boolean there =
        errors.await(
            client
                .headBucket(b -> b.bucket(bucket).overrideConfiguration(bounded(bucket)))
                .thenApply(found -> true)
                .exceptionallyCompose(S3Errors::falseIfMissing)
                .exceptionallyCompose(refused -> askForReason(bucket, refused)));
    if (!there) {
      throw StocktakeException.environment(errors.missing());
    }
  }

  /** An answer to a HEAD has no body to give its reason; one to a GET has. */
  private CompletableFuture<Boolean> askForReason(String bucket, Throwable refused) {
    return S3Errors.isWithoutReason(refused)
        ? client
            .listObjectsV2(b -> b.bucket(bucket).maxKeys(1).overrideConfiguration(bounded(bucket)))
            .thenApply(page -> true)
        : CompletableFuture.failedFuture(refused);
  }

  @Override
  public void close() {
    wires.close();
    client.close();
  }

  /**
   * Ends what sessions share, once all are closed and the program is about to end. A JVM that ends
   * by itself would wait a second for threads of the transport that wait for the JVM.
   */
  public static void endAll() {
    if (!opened) {
      return;
    }
    Thread end = new Thread(CrtResource::waitForNoResources, "stocktake-end");
    end.setDaemon(true);
    end.start();
    try {
      end.join(TimeUnit.SECONDS.toMillis(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private S3Errors errors(String bucket) {
    return new S3Errors(bucket, where, region.id());
  }
}
