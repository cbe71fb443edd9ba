package io.stocktake.lab;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.stocktake.lab.auth.Authenticator;
import io.stocktake.lab.auth.signature.Credentials;
import io.stocktake.lab.fault.Fault;
import io.stocktake.lab.fault.FaultyEndpoint;
import io.stocktake.lab.fault.WeatheredEndpoint;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.identity.Identities;
import io.stocktake.lab.identity.Policy;
import io.stocktake.lab.ingest.Ingest;
import io.stocktake.lab.inventory.Gap;
import io.stocktake.lab.inventory.InventoryDeliveries;
import io.stocktake.lab.jobs.JobFaults;
import io.stocktake.lab.jobs.Jobs;
import io.stocktake.lab.model.ArchiveTier;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.model.Versioning;
import io.stocktake.lab.objects.ObjectWriter;
import io.stocktake.lab.objects.Versions;
import io.stocktake.lab.s3.CountingEndpoint;
import io.stocktake.lab.s3.HttpEdge;
import io.stocktake.lab.s3.S3Endpoint;
import io.stocktake.lab.seed.Seeder;
import io.stocktake.lab.seed.Seeding;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Guard;
import io.stocktake.lab.store.Store;
import io.stocktake.lab.tls.CertificateAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An AWS on localhost: Amazon S3 over HTTP, with inventory deliveries on demand, and the batch jobs
 * of S3 Control. State lives in a directory and survives a restart, also after a kill.
 */
public final class Lab implements AutoCloseable {
  private static final String ACCOUNT = "111122223333";
  private static final int BACKLOG = 1024;
  private static final int MOST_THREADS = 4096;
  private static final int IDLE_SECONDS = 60;

  private final Store store;
  private final Identities identities;
  private final Credentials owner;
  private final Jobs jobs;
  private final Optional<CertificateAuthority> authority;
  private final HttpServer server;
  private final ExecutorService executor;
  private final CountingEndpoint endpoint;
  private final FaultyEndpoint faults;
  private final InventoryDeliveries inventories;
  private final LabOptions options;

  private Lab(LabOptions options, Store store) throws IOException {
    this.options = options;
    this.store = store;
    this.identities =
        Identities.open(options.data().resolve("keys"), ACCOUNT, options.credentials());
    this.owner = identities.owner();
    Authenticator authenticator =
        new Authenticator(
            identities,
            options.region(),
            Clock.offset(Clock.systemUTC(), options.weather().skew()));
    ObjectWriter writer = new ObjectWriter(store, new Ingest(store.blobs()), options.clock());
    this.inventories =
        new InventoryDeliveries(store, writer, options.inventoryRows(), options.clock());
    this.jobs = Jobs.open(options.data().resolve("jobs"), store, identities, options.clock());
    this.faults =
        new FaultyEndpoint(
            new S3Endpoint(store, authenticator, options.region(), ACCOUNT, options.clock(), jobs));
    this.endpoint = new CountingEndpoint(new WeatheredEndpoint(faults, options.weather()));
    this.executor = executor(options.threads());
    InetSocketAddress address = new InetSocketAddress(options.host(), options.port());
    this.authority =
        options.tls() ? Optional.of(CertificateAuthority.named("Stocktake lab")) : Optional.empty();
    this.server = server(address);
    server.setExecutor(executor);
    server.createContext("/", new HttpEdge(endpoint));
    server.createContext("/_lab/", new Admin(this));
  }

  private HttpServer server(InetSocketAddress address) throws IOException {
    if (authority.isEmpty()) {
      return HttpServer.create(address, BACKLOG);
    }
    Instant now = Instant.now();
    List<String> names =
        Stream.of("localhost", "*.localhost", "127.0.0.1", "::1", options.host())
            .distinct()
            .toList();
    HttpsServer secure = HttpsServer.create(address, BACKLOG);
    secure.setHttpsConfigurator(
        new HttpsConfigurator(
            authority
                .get()
                .server(names, now.minus(1, ChronoUnit.HOURS), now.plus(365, ChronoUnit.DAYS))));
    return secure;
  }

  /**
   * Starts a lab.
   *
   * @throws IOException if the port is taken, or another lab uses the data directory
   */
  public static Lab start(LabOptions options) throws IOException {
    tuneServer();
    Store store = Store.open(options.data(), options.region(), options.clock());
    try {
      Lab lab = new Lab(options, store);
      lab.server.start();
      return lab;
    } catch (IOException e) {
      store.close();
      throw e;
    }
  }

  /** The server reads these when its classes load. Without nodelay each answer waits 40 ms. */
  private static void tuneServer() {
    setUnlessSet("sun.net.httpserver.nodelay", "true");
    setUnlessSet("sun.net.httpserver.maxIdleConnections", "1000");
    setUnlessSet("sun.net.httpserver.idleInterval", "300");
    setUnlessSet("sun.net.httpserver.maxReqTime", "3600"); // of a request that never ends
  }

  /**
   * As many threads as are kept, and more while all of those wait for clients that send half a
   * request and no more; what comes when there are too many even so is not answered.
   */
  private static ExecutorService executor(int threads) {
    return new ThreadPoolExecutor(
        threads,
        Math.max(threads, MOST_THREADS),
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        daemons());
  }

  /**
   * Closes connections that are idle for longer, in every lab of this JVM; to be called before the
   * first of them starts.
   */
  public static void closeIdleAfter(Duration time) {
    System.setProperty("sun.net.httpserver.idleInterval", Long.toString(time.toSeconds()));
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static ThreadFactory daemons() {
    return task -> {
      Thread thread = new Thread(task, "lab");
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Where it listens. */
  public URI endpoint() {
    String scheme = options.tls() ? "https" : "http";
    return URI.create(scheme + "://" + options.host() + ":" + server.getAddress().getPort());
  }

  /** The certificate to trust (PEM), if it speaks HTTPS; another one after each start. */
  public Optional<String> caCertificate() {
    return authority.map(CertificateAuthority::pem);
  }

  /**
   * Gives a user a policy, in place of the one it had, if it had one.
   *
   * @param policy JSON, in IAM's simple form
   * @return the user's key pair, which stays the same for a name
   * @throws IllegalArgumentException if it is no such policy
   */
  public Credentials user(String name, String policy) throws IOException {
    return identities.user(name, Policy.parse(policy));
  }

  /**
   * Gives a role for jobs a policy, in place of the one it had; a role without one may do
   * everything.
   *
   * @param policy JSON, in IAM's simple form
   * @throws IllegalArgumentException if it is no such policy
   */
  public void role(String name, String policy) {
    identities.role(name, Policy.parse(policy));
  }

  /** The actions that a user's requests have needed since it got its policy. */
  public Set<String> actionsOfUser(String name) throws IOException {
    return identities.askedOfUser(name);
  }

  /** The actions that a role's tasks have needed since it got its policy. */
  public Set<String> actionsOfRole(String name) {
    return identities.askedOfRole(name);
  }

  /** The access key of the account's owner, who may do everything. */
  public String accessKey() {
    return owner.accessKey();
  }

  /** The secret of the owner's access key. */
  public String secretKey() {
    return owner.secretKey();
  }

  /** The Region requests must be signed for. */
  public String region() {
    return options.region();
  }

  /**
   * Delivers an inventory now, of a bucket by one of its configurations.
   *
   * @throws S3Exception if bucket, configuration or destination is not there, or the format is ORC
   */
  public InventoryDelivery deliverInventory(String bucket, String configId) throws IOException {
    return deliverInventory(bucket, configId, Gap.NONE);
  }

  /** As {@link #deliverInventory(String, String)}, with a gap in what is listed. */
  public InventoryDelivery deliverInventory(String bucket, String configId, Gap gap)
      throws IOException {
    InventoryDeliveries.Location manifest = inventories.deliver(bucket, configId, gap);
    return new InventoryDelivery(manifest.bucket(), manifest.manifestKey());
  }

  /**
   * Makes the next requests fail.
   *
   * @param operation name such as {@code PutObject}, or {@code *} for any
   * @param keyPattern regular expression for the whole key
   * @param count how many requests
   */
  public void failNext(String operation, String keyPattern, int count, Fault fault) {
    faults.failNext(operation, keyPattern, count, fault);
  }

  /** Fails nothing any more. */
  public void clearFaults() {
    faults.clear();
  }

  /** What is to go wrong in batch jobs, or slowly. */
  public JobFaults jobFaults() {
    return jobs.faults();
  }

  /** The account whose buckets these are. */
  public String account() {
    return ACCOUNT;
  }

  /**
   * Creates many objects at once, in the store alone: no request, and no file for each.
   *
   * @throws S3Exception NoSuchBucket
   */
  public void seed(Seeding seeding) throws IOException {
    new Seeder(store, options.clock()).seed(seeding);
  }

  /** Makes an empty bucket, as the CreateBucket operation does. */
  public void createBucket(String name) throws IOException {
    store.create(name);
  }

  /** Makes an object one of those that are older than the checksums that S3 keeps by itself. */
  public void forgetChecksum(String bucket, String key) throws IOException {
    store.bucket(bucket).amend(key, Optional.empty(), ObjectVersion::withoutChecksum, Guard.NONE);
  }

  /**
   * Moves an object of Intelligent-Tiering to an archive tier, as S3 does with what nobody reads.
   *
   * @throws S3Exception NoSuchBucket, NoSuchKey; InvalidObjectState for an object of another class
   */
  public void archive(String bucket, String key, ArchiveTier tier) throws IOException {
    Bucket home = store.bucket(bucket);
    ObjectVersion version = Versions.find(home, key, Optional.empty());
    if (!version.attributes().storageClass().equals("INTELLIGENT_TIERING")) {
      throw new S3Exception(S3Error.INVALID_OBJECT_STATE);
    }
    home.amend(key, Optional.empty(), tier::markOn, Guard.NONE);
  }

  /** Makes a bucket keep what is written over, as the PutBucketVersioning operation does. */
  public void keepVersions(String bucket) throws IOException {
    store.bucket(bucket).versioning(Versioning.ENABLED);
  }

  /** Requests since the start or the last reset, by operation name. */
  public Map<String, Long> requestCounts() {
    return endpoint.counts();
  }

  /** Counts from zero again. */
  public void resetRequestCounts() {
    endpoint.reset();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
    jobs.close();
    try {
      store.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
