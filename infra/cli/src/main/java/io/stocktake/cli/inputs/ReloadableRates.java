package io.stocktake.cli.inputs;

import io.stocktake.cli.parse.Converters;
import io.stocktake.cli.parse.PropertiesFile;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.terminal.SignalHandlers;
import io.stocktake.executor.control.throttle.RateLimits;
import io.stocktake.executor.control.throttle.RateSchedule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;

/**
 * Rate limits by timetable, reloaded from the configuration file on SIGHUP. What that file does not
 * set stays as it is; so does everything if it cannot be read.
 */
public final class ReloadableRates implements RateLimits, AutoCloseable {
  private final Optional<Path> config;
  private final Screen screen;
  private final SignalHandlers signals;
  private volatile RateSchedule bandwidth;
  private volatile RateSchedule requests;

  /** Rates to begin with; nothing happens on SIGHUP without a file. */
  public ReloadableRates(
      RateSchedule bandwidth, RateSchedule requests, Optional<Path> config, Screen screen) {
    this.bandwidth = bandwidth;
    this.requests = requests;
    this.config = config;
    this.screen = screen;
    this.signals =
        config.isEmpty() ? SignalHandlers.on(() -> {}) : SignalHandlers.on(this::reload, "HUP");
  }

  @Override
  public long bytesPerSecond() {
    return bandwidth.now();
  }

  @Override
  public long requestsPerSecond() {
    return requests.now();
  }

  @Override
  public void close() {
    signals.close();
  }

  /** Reads a timetable of bytes in a second. */
  public static final class Bandwidth implements ITypeConverter<RateSchedule> {
    @Override
    public RateSchedule convert(String text) throws Exception {
      return Converters.checked(ReloadableRates::bandwidth).convert(text);
    }
  }

  /** Reads a timetable of requests in a second. */
  public static final class Requests implements ITypeConverter<RateSchedule> {
    @Override
    public RateSchedule convert(String text) throws Exception {
      return Converters.checked(ReloadableRates::requests).convert(text);
    }
  }

  private static RateSchedule bandwidth(String text) {
    return RateSchedule.parse(text, Converters::bandwidth);
  }

  private static RateSchedule requests(String text) {
    return RateSchedule.parse(text, Converters::perSecond);
  }

  private void reload() {
    Path file = config.orElseThrow();
    try {
      PropertiesFile properties = PropertiesFile.read(file);
      RateSchedule nextBandwidth =
          read(properties, "bandwidth", ReloadableRates::bandwidth, bandwidth);
      requests = read(properties, "requests", ReloadableRates::requests, requests);
      bandwidth = nextBandwidth;
      screen.note("the rates of " + file + " hold from now on");
    } catch (IOException | IllegalArgumentException e) {
      screen.note(file + " is not followed, the rates stay as they are: " + e.getMessage());
    }
  }

  private static RateSchedule read(
      PropertiesFile properties,
      String name,
      Function<String, RateSchedule> parse,
      RateSchedule now) {
    return properties.get(name).filter(text -> !text.isBlank()).map(parse).orElse(now);
  }
}
