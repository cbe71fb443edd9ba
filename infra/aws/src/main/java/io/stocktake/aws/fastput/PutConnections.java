package io.stocktake.aws.fastput;

import io.stocktake.aws.net.Network;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Utilities;

/** The connections of one client to all buckets that it puts objects into. */
public final class PutConnections implements AutoCloseable {
  /** Names of buckets; other places to put objects, as access points, have other signatures. */
  private static final Pattern PLAIN_NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  /** How the names of directory buckets end, which have sessions of their own. */
  private static final String EXPRESS = "--x-s3";

  private final Map<String, PutConnection> byBucket = new ConcurrentHashMap<>();
  private final S3Utilities client;
  private final Region region;
  private final AwsCredentialsProvider credentials;
  private final Network network;
  private final Map<String, String> headers;
  private final int most;
  private final Duration patience;

  /**
   * Connections opened on demand.
   *
   * @param client says where each bucket is
   * @param network opens the connections
   * @param headers those of every request, by their names in small letters
   * @param most connections to a bucket at once
   * @param patience how long a connection may be silent
   */
  public PutConnections(
      S3Utilities client,
      Region region,
      AwsCredentialsProvider credentials,
      Network network,
      Map<String, String> headers,
      int most,
      Duration patience) {
    this.client = client;
    this.region = region;
    this.credentials = credentials;
    this.network = network;
    this.headers = headers;
    this.most = most;
    this.patience = patience;
  }

  /** The connection to a bucket, if it is a general purpose bucket. */
  public Optional<PutConnection> to(String bucket) {
    return PLAIN_NAME.matcher(bucket).matches() && !bucket.endsWith(EXPRESS)
        ? Optional.of(byBucket.computeIfAbsent(bucket, this::open))
        : Optional.empty();
  }

  private PutConnection open(String bucket) {
    String key = "-";
    String url = client.getUrl(b -> b.bucket(bucket).key(key)).toString();
    URI root = URI.create(url.substring(0, url.length() - key.length()));
    return new PutConnection(root, region.id(), credentials, network, headers, most, patience);
  }

  @Override
  public void close() {
    byBucket.values().forEach(PutConnection::close);
  }
}
