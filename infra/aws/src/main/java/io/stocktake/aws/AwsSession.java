package io.stocktake.aws;

import io.stocktake.aws.answers.CheckedAnswers;
import io.stocktake.aws.content.S3ObjectInspector;
import io.stocktake.aws.content.S3ObjectReader;
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
import io.stocktake.executor.restore.content.ObjectReader;
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

/** A session: one S3 client and everything made from it. Close it when all of that has ended. */
public final class AwsSession implements AutoCloseable {
  /** Parts of files, each of which is in memory while it is sent. */
  private static final int PART_SIZE = 64 << 20;

  /** Before the first, the transport need not even be loaded to be ended. */
  private static volatile boolean opened;

  private final S3AsyncClient client;
  private final PutConnections putConnections;
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
  private final RequestThrottle throttle;

  private AwsSession(
      S3AsyncClient client,
      PutConnections putConnections,
      Network network,
      Region region,
      AwsCredentialsProvider credentials,
      AwsEnvironment awsEnvironment,
      Duration patience,
      RequestThrottle throttle)
      throws StocktakeException {
    this.putConnections = putConnections;
    this.network = network;
    this.throttle = throttle;
    this.client = client;
    this.region = region;
    this.credentials = credentials;
    this.endpoint = awsEnvironment.endpoint();
    this.control = awsEnvironment.controlEndpoint(endpoint);
    this.retries = awsEnvironment.retries();
    this.fips = awsEnvironment.fips();
    this.dualStack = awsEnvironment.dualStack();
    this.where = where(endpoint);
    this.patience = patience;
  }

  /**
   * Opens a session.
   *
   * @param connections requests at the same time
   * @throws StocktakeException if there are no credentials, or no Region
   */
  public static AwsSession open(AwsSettings settings, int connections) throws StocktakeException {
    return open(settings, connections, RequestThrottle.free(connections));
  }

  /** As above, with a throttle, which is also told of every response that asks to slow down. */
  public static AwsSession open(AwsSettings settings, int connections, RequestThrottle throttle)
      throws StocktakeException {
    return open(settings, System.getenv(), connections, throttle);
  }

  /**
   * As above, with the environment variables it sees; those that only the SDK knows are the
   * process's.
   */
  public static AwsSession open(
      AwsSettings settings,
      Map<String, String> environment,
      int connections,
      RequestThrottle throttle)
      throws StocktakeException {
    return open(settings, environment, connections, throttle, Duration.ofSeconds(60));
  }

  /** As above, with the timeout of a silent connection. */
  static AwsSession open(
      AwsSettings settings, int connections, RequestThrottle throttle, Duration patience)
      throws StocktakeException {
    return open(settings, System.getenv(), connections, throttle, patience);
  }

  private static AwsSession open(
      AwsSettings settings,
      Map<String, String> environment,
      int connections,
      RequestThrottle throttle,
      Duration patience)
      throws StocktakeException {
    AwsEnvironment awsEnvironment =
        new AwsEnvironment(settings, environment, ProfileFile::defaultProfileFile);
    Network network = new Network(awsEnvironment.caBundle(), awsEnvironment.proxies());
    CredentialRequests.go(network);
    Optional<URI> endpoint = awsEnvironment.endpoint();
    Region region = Region.of(awsEnvironment.region());
    AwsCredentialsProvider credentials = Credentials.find(awsEnvironment);
    Map<String, String> headers =
        settings.requesterPays() ? Map.of("x-amz-request-payer", "requester") : Map.of();
    S3AsyncClient client =
        client(
            awsEnvironment,
            region,
            credentials,
            throttle,
            network.client(connections, patience),
            headers,
            patience);
    Optional<URI> sdks = client.serviceClientConfiguration().endpointOverride();
    if (endpoint.isEmpty() && sdks.isPresent()) {
      // The SDK reads an endpoint from more places; the same rules hold for it.
      client.close();
      return open(
          AwsEnvironment.named(settings, sdks.get()), environment, connections, throttle, patience);
    }
    PutConnections putConnections =
        new PutConnections(
            client.utilities(), region, credentials, network, headers, connections, patience);
    opened = true;
    return new AwsSession(
        client, putConnections, network, region, credentials, awsEnvironment, patience, throttle);
  }

  private static S3AsyncClient client(
      AwsEnvironment awsEnvironment,
      Region region,
      AwsCredentialsProvider credentials,
      RequestThrottle throttle,
      SdkAsyncHttpClient transport,
      Map<String, String> headers,
      Duration patience)
      throws StocktakeException {
    RetryStrategy retries = awsEnvironment.retries().strategy();
    var builder =
        S3AsyncClient.builder()
            .region(region)
            .fipsEnabled(awsEnvironment.fips())
            .dualstackEnabled(awsEnvironment.dualStack())
            .credentialsProvider(credentials)
            .forcePathStyle(awsEnvironment.pathStyle())
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
                      .defaultProfileName(awsEnvironment.profileName())
                      .addExecutionInterceptor(new ThrottlingListener(throttle))
                      .addExecutionInterceptor(new CheckedAnswers(patience));
                })
            .httpClientBuilder(defaults -> transport);
    awsEnvironment.endpoint().ifPresent(builder::endpointOverride);
    try {
      return new ReasonedClient(builder.build());
    } catch (SdkClientException e) {
      throw StocktakeException.usage("the SDK's settings are not understood: " + e.getMessage());
    } catch (NullPointerException | IllegalArgumentException e) {
      throw StocktakeException.usage(
          "an endpoint URL has the form https://host:port; the one of AWS_ENDPOINT_URL_S3 or the"
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

  /** As {@link #store(String, CustomerKeys, Set)}, of a store that gives all guarantees. */
  public S3ObjectStore store(String bucket, CustomerKeys keys) throws StocktakeException {
    return store(bucket, keys, EnumSet.allOf(Guarantee.class));
  }

  /**
   * The bucket as the executor sees it.
   *
   * @param keys which object is under which of the customer's keys
   * @param held the guarantees the store gives; where {@link Guarantee#TAGS} is not among them, an
   *     object of which the store tells no tags counts as one without any
   * @throws StocktakeException of kind USAGE if such keys would be sent without encryption
   */
  public S3ObjectStore store(String bucket, CustomerKeys keys, Set<Guarantee> held)
      throws StocktakeException {
    if (!keys.isEmpty()) {
      refuseOpenLine();
    }
    return under(bucket, keys, held.contains(Guarantee.TAGS));
  }

  private S3ObjectStore under(String bucket, CustomerKeys keys, boolean tellsTags) {
    Optional<PutConnection> connection =
        retries.allowShortPuts() ? putConnections.to(bucket) : Optional.empty();
    FastPut puts = new FastPut(client, connection, throttle);
    return new S3ObjectStore(
        client, puts, bucket, keys, errors(bucket), patience, throttle, tellsTags);
  }

  /** The bucket's objects, to be asked for their content. */
  public ObjectInspector objects(String bucket) {
    return new S3ObjectInspector(client, bucket, List.of(), errors(bucket));
  }

  /**
   * The bucket's objects, to be asked for their content.
   *
   * @param keys tried on objects that cannot be read without one
   * @throws StocktakeException of kind USAGE if they would be sent without encryption
   */
  public ObjectInspector objects(String bucket, List<CustomerKey> keys) throws StocktakeException {
    if (!keys.isEmpty()) {
      refuseOpenLine();
    }
    return new S3ObjectInspector(client, bucket, keys, errors(bucket));
  }

  /** An eavesdropper would get the keys, and Amazon S3 refuses them over HTTP. */
  private void refuseOpenLine() throws StocktakeException {
    if (endpoint.filter(url -> !AwsEnvironment.isPrivate(url)).isPresent()) {
      throw StocktakeException.usage(
          "customer keys (SSE-C) are sent over HTTPS only, and the endpoint is "
              + where
              + "; nothing was sent: name an https:// endpoint");
    }
  }

  /** The bucket's objects, to be read as a restore plan saw them. */
  public ObjectReader reader(String bucket, List<CustomerKey> keys) throws StocktakeException {
    return new S3ObjectReader(
        client,
        bucket,
        objects(bucket, keys),
        keys,
        errors(bucket),
        new S3Responses(errors(bucket), patience));
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
                // Else the SDK reads the environment, also where that is empty.
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
   * Checks by HeadBucket that the bucket can be reached.
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
    putConnections.close();
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
