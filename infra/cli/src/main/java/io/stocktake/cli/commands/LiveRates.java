package io.stocktake.cli.commands;

import io.stocktake.cli.screen.Screen;
import io.stocktake.executor.pace.Rates;
import io.stocktake.executor.pace.Timetable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;

/**
 * The rates of a run: by timetable, and read anew from the configuration file on SIGHUP. What that
 * file does not say stays as it is, and so does all if it cannot be read.
 */
final class LiveRates implements Rates, AutoCloseable {
  private final Optional<Path> config;
  private final Screen screen;
  private final Signals signals;
  private volatile Timetable bandwidth;
  private volatile Timetable requests;

  /** Rates to begin with; nothing happens on SIGHUP without a file. */
  LiveRates(Timetable bandwidth, Timetable requests, Optional<Path> config, Screen screen) {
    this.bandwidth = bandwidth;
    this.requests = requests;
    this.config = config;
    this.screen = screen;
    this.signals = config.isEmpty() ? Signals.on(() -> {}) : Signals.on(this::reload, "HUP");
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
  static final class Bandwidth implements ITypeConverter<Timetable> {
    @Override
    public Timetable convert(String text) throws Exception {
      return Converters.checked(LiveRates::bandwidth).convert(text);
    }
  }

  /** Reads a timetable of requests in a second. */
  static final class Requests implements ITypeConverter<Timetable> {
    @Override
    public Timetable convert(String text) throws Exception {
      return Converters.checked(LiveRates::requests).convert(text);
    }
  }

  private static Timetable bandwidth(String text) {
    return Timetable.parse(text, Converters::bandwidth);
  }

  private static Timetable requests(String text) {
    return Timetable.parse(text, Converters::perSecond);
  }

  private void reload() {
    Path file = config.orElseThrow();
    try {
      PropertiesFile properties = PropertiesFile.read(file);
      Timetable nextBandwidth = read(properties, "bandwidth", LiveRates::bandwidth, bandwidth);
      requests = read(properties, "requests", LiveRates::requests, requests);
      bandwidth = nextBandwidth;
      screen.note("the rates of " + file + " hold from now on");
    } catch (IOException | IllegalArgumentException e) {
      screen.note(file + " is not followed, the rates stay as they are: " + e.getMessage());
    }
  }

  private static Timetable read(
      PropertiesFile properties, String name, Function<String, Timetable> parse, Timetable now) {
    return properties.get(name).filter(text -> !text.isBlank()).map(parse).orElse(now);
  }
}
