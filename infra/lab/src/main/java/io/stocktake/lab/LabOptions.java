package io.stocktake.lab;

import io.stocktake.lab.auth.signature.Credentials;
import io.stocktake.lab.fault.Weather;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * How to run a lab.
 *
 * @param data directory of its state; made if it is not there
 * @param host address to listen on
 * @param port port to listen on, 0 for any
 * @param region the one Region of the lab
 * @param threads threads kept for requests; more are begun while all of them wait
 * @param inventoryRows the most rows in one inventory data file
 * @param tls whether it speaks HTTPS, with an authority of its own
 * @param credentials the key pair of the account's owner; without one it is a random one, which the
 *     data directory keeps
 * @param weather what goes slowly
 * @param clock time of Last-Modified and of inventory scans; signatures are checked by the system's
 */
public record LabOptions(
    Path data,
    String host,
    int port,
    String region,
    int threads,
    int inventoryRows,
    boolean tls,
    Optional<Credentials> credentials,
    Weather weather,
    Clock clock) {

  /** Checks the values. */
  public LabOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be from 0 to 65535, is " + port);
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, is " + threads);
    }
    if (inventoryRows < 1) {
      throw new IllegalArgumentException("inventory rows must be at least 1, is " + inventoryRows);
    }
    if (region.isEmpty()) {
      throw new IllegalArgumentException("region must not be empty");
    }
  }

  /** A lab on any free port of the loopback address. */
  public static LabOptions in(Path data) {
    return new LabOptions(
        data,
        "127.0.0.1",
        0,
        "us-east-1",
        32,
        1_000_000,
        false,
        Optional.empty(),
        Weather.FAIR,
        Clock.systemUTC());
  }

  /** Listens on another address. */
  public LabOptions withHost(String other) {
    return new LabOptions(
        data, other, port, region, threads, inventoryRows, tls, credentials, weather, clock);
  }

  /** Listens on another port. */
  public LabOptions withPort(int other) {
    return new LabOptions(
        data, host, other, region, threads, inventoryRows, tls, credentials, weather, clock);
  }

  /** Is in another Region. */
  public LabOptions withRegion(String other) {
    return new LabOptions(
        data, host, port, other, threads, inventoryRows, tls, credentials, weather, clock);
  }

  /** Serves another number of requests at once. */
  public LabOptions withThreads(int other) {
    return new LabOptions(
        data, host, port, region, other, inventoryRows, tls, credentials, weather, clock);
  }

  /** Puts another number of rows at most in an inventory data file. */
  public LabOptions withInventoryRows(int other) {
    return new LabOptions(
        data, host, port, region, threads, other, tls, credentials, weather, clock);
  }

  /** Speaks HTTPS or not. */
  public LabOptions withTls(boolean on) {
    return new LabOptions(
        data, host, port, region, threads, inventoryRows, on, credentials, weather, clock);
  }

  /** Gives the account's owner a key pair that is known. */
  public LabOptions withCredentials(Credentials pair) {
    return new LabOptions(
        data, host, port, region, threads, inventoryRows, tls, Optional.of(pair), weather, clock);
  }

  /** Lets things go slowly. */
  public LabOptions withWeather(Weather other) {
    return new LabOptions(
        data, host, port, region, threads, inventoryRows, tls, credentials, other, clock);
  }

  /** Tells another time. */
  public LabOptions withClock(Clock other) {
    return new LabOptions(
        data, host, port, region, threads, inventoryRows, tls, credentials, weather, other);
  }
}
