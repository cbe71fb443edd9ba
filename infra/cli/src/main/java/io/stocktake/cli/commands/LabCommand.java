package io.stocktake.cli.commands;

import io.stocktake.cli.screen.Screen;
import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stocktake lab}. */
@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    description = {
      "Run an S3 of your own on localhost, to try things out without AWS.",
      "Stays in the foreground until interrupted."
    })
public final class LabCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Where its objects are kept; they survive a restart.")
  private Path data;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "The port to listen on (default: any free one).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "The address to listen on (default: 127.0.0.1).")
  private String host;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      defaultValue = "us-east-1",
      description = "The Region it plays (default: us-east-1).")
  private String region;

  @Option(
      names = "--tls",
      description = {
        "Speak HTTPS, with a certificate authority made at each start.",
        "Its certificate goes into ca.pem beside the objects, to be named in AWS_CA_BUNDLE."
      })
  private boolean tls;

  @Mixin private OutputOptions output;

  private final Screen screen;

  /** A command that speaks to this screen. */
  public LabCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!InetAddress.getByName(host).isLoopbackAddress()) {
      screen.note(
          "Warning: "
              + host
              + " can be reached from other machines, and the lab's keys are known to everybody.");
    }
    Files.createDirectories(data);
    LabOptions options =
        LabOptions.in(data).withHost(host).withPort(port).withRegion(region).withTls(tls);
    CountDownLatch interrupted = new CountDownLatch(1);
    try (Interrupts interrupts = Interrupts.callOnce(interrupted::countDown);
        Lab lab = Lab.start(options)) {
      announce(lab, certificate(lab));
      interrupted.await();
    } catch (BindException e) {
      throw StocktakeException.environment(
          "port " + port + " of " + host + " cannot be used: " + e.getMessage());
    }
    return 0;
  }

  private Optional<Path> certificate(Lab lab) throws IOException {
    if (lab.caCertificate().isEmpty()) {
      return Optional.empty();
    }
    Path file = data.resolve("ca.pem").toAbsolutePath();
    return Optional.of(Files.writeString(file, lab.caCertificate().get()));
  }

  private void announce(Lab lab, Optional<Path> certificate) {
    if (output.json) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("endpoint", lab.endpoint().toString());
      json.put("accessKey", lab.accessKey());
      json.put("secretKey", lab.secretKey());
      json.put("region", lab.region());
      certificate.ifPresent(file -> json.put("caBundle", file.toString()));
      screen.json(json);
      return;
    }
    screen.line("export AWS_ENDPOINT_URL=%s", lab.endpoint());
    screen.line("export AWS_ACCESS_KEY_ID=%s", lab.accessKey());
    screen.line("export AWS_SECRET_ACCESS_KEY=%s", lab.secretKey());
    screen.line("export AWS_REGION=%s", lab.region());
    certificate.ifPresent(file -> screen.line("export AWS_CA_BUNDLE=%s", file));
    screen.note("The lab is running on " + data + "; Ctrl-C stops it.");
  }
}
