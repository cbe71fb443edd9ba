package io.stocktake.aws;

import io.stocktake.aws.environment.AwsSettings;
import io.stocktake.aws.store.S3ObjectStore;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import io.stocktake.lab.fault.Fault;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Guard;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A lab with one bucket, a session with it, and a plain client beside. */
public final class LabSession implements AutoCloseable {
  public static final String BUCKET = "images";

  private final Path data;
  private final Lab lab;
  private final AwsSession session;
  private final S3Client plain;

  private LabSession(Path data, Lab lab) throws IOException {
    this.data = data;
    this.lab = lab;
    this.session = open(lab.endpoint());
    this.plain =
        S3Client.builder()
            .endpointOverride(lab.endpoint())
            .region(Region.of(lab.region()))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(lab.accessKey(), lab.secretKey())))
            .httpClientBuilder(AwsCrtHttpClient.builder())
            .build();
    plain.createBucket(b -> b.bucket(BUCKET));
  }

  /** The lab's keys are where the SDK looks first: in system properties. */
  public static LabSession start() throws IOException {
    Path data = Files.createTempDirectory("lab");
    Lab lab = Lab.start(LabOptions.in(data));
    System.setProperty("aws.accessKeyId", lab.accessKey());
    System.setProperty("aws.secretAccessKey", lab.secretKey());
    return new LabSession(data, lab);
  }

  public static AwsSession open(URI endpoint) throws IOException {
    return open(endpoint, Duration.ofSeconds(10));
  }

  public static AwsSession open(URI endpoint, Duration patience) throws IOException {
    return AwsSession.open(
        AwsSettings.none().withRegion("us-east-1").withEndpoint(endpoint),
        32,
        RequestThrottle.free(4),
        patience);
  }

  public AwsSession session() {
    return session;
  }

  public URI endpoint() {
    return lab.endpoint();
  }

  public S3Client plain() {
    return plain;
  }

  /** Makes the next requests of an operation fail, one after the other, in these ways. */
  public void fail(String operation, Fault.Kind... kinds) {
    for (Fault.Kind kind : kinds) {
      lab.failNext(operation, ".*", 1, Fault.of(kind));
    }
  }

  public void delay(String operation, Duration delay) {
    lab.failNext(operation, ".*", 10, Fault.delay(delay));
  }

  public void clearFaults() {
    lab.clearFaults();
  }

  public void resetRequestCounts() {
    lab.resetRequestCounts();
  }

  public Map<String, Long> requestCounts() {
    return lab.requestCounts();
  }

  public void put(String key, byte[] content) {
    plain.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromBytes(content));
  }

  /** Puts empty objects, some at once. */
  public void putAll(Collection<String> keys) {
    S3ObjectStore store = session.store(BUCKET);
    byte[] md5 = Digests.md5().digest();
    Deque<CompletableFuture<?>> open = new ArrayDeque<>();
    for (String key : keys) {
      open.add(
          store.put(
              new ObjectKey(key),
              ByteBuffer.allocate(0),
              md5,
              ObjectHeaders.named(key),
              Guard.absent()));
      if (open.size() == 32) {
        open.remove().join();
      }
    }
    open.forEach(CompletableFuture::join);
  }

  @Override
  public void close() throws IOException {
    plain.close();
    session.close();
    lab.close();
    try (Stream<Path> tree = Files.walk(data)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
