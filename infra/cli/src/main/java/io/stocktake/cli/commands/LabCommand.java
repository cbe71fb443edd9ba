package io.stocktake.cli.commands;

import io.stocktake.cli.lab.LabAccounts;
import io.stocktake.cli.lab.LabText;
import io.stocktake.cli.lab.LabView;
import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.parse.Checked;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.InterruptHandler;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import io.stocktake.lab.auth.signature.Credentials;
import io.stocktake.lab.fault.Weather;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
      "Run an S3 server on localhost, to try things out without AWS.",
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

  @Option(
      names = "--access-key",
      paramLabel = "KEY",
      description = {
        "The access key of the account's owner, with --secret-key.",
        "Without them it is a random pair, which --data keeps."
      })
  private String accessKey;

  @Option(
      names = "--secret-key",
      paramLabel = "SECRET",
      description = "The secret access key of the account's owner.")
  private String secretKey;

  @Option(
      names = "--identity",
      paramLabel = "NAME=FILE",
      description = {
        "A user who may do what an IAM policy (JSON) says and no more. Can be given several times.",
        "The policy has statements of Effect, Action and Resource.",
        "The keys go into the file 'credentials' beside the objects, as the profile NAME."
      })
  private Map<String, Path> identities = Map.of();

  @Option(
      names = "--job-role",
      paramLabel = "NAME=FILE",
      description = {
        "A role for jobs that may do what an IAM policy (JSON) says and no more.",
        "Can be given several times. Roles that are not named may do everything."
      })
  private Map<String, Path> roles = Map.of();

  @Option(
      names = "--latency",
      paramLabel = "MILLIS",
      defaultValue = "0",
      description = "How long each request waits (default: 0).")
  private int latency;

  @Option(
      names = "--slow-down-per-prefix",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "Answer SlowDown from this many requests a second on, for keys with the same text before"
            + " their last slash (default: no limit)."
      })
  private int requestsPerPrefix;

  @Option(
      names = "--idle-close",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "Close connections that are idle for so long (default: 300).")
  private int idle;

  @Option(
      names = "--clock-skew",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description =
          "How far its clock is ahead; from 900 on every request is too skewed (default: 0).")
  private int skew;

  @Mixin private OutputOptions output;

  private final Screen screen;

  /** A command that speaks to this screen. */
  public LabCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, StocktakeException {
    if (!InetAddress.getByName(host).isLoopbackAddress()) {
      screen.note(
          "Warning: "
              + host
              + " can be reached from other machines."
              + " Whoever has a key of this lab can change all that it holds.");
    }
    if (idle < 1) {
      throw StocktakeException.usage("--idle-close must be at least 1 second, is " + idle);
    }
    Lab.closeIdleAfter(Duration.ofSeconds(idle));
    Files.createDirectories(data);
    CountDownLatch interrupted = new CountDownLatch(1);
    try (InterruptHandler interrupts = InterruptHandler.callOnce(interrupted::countDown);
        Lab lab = Lab.start(options())) {
      Map<String, Credentials> users = new LabAccounts(identities, roles).addTo(lab);
      LabView view =
          LabView.of(
              lab,
              certificate(lab),
              LabAccounts.write(users, data),
              data,
              List.copyOf(users.keySet()));
      output.show(screen, view, new LabText(screen));
      interrupted.await();
    } catch (BindException e) {
      throw StocktakeException.environment(
          "port " + port + " of " + host + " cannot be used: " + e.getMessage());
    }
    return ExitCode.DONE.code();
  }

  private LabOptions options() throws StocktakeException {
    LabOptions options =
        LabOptions.in(data)
            .withHost(host)
            .withPort(port)
            .withRegion(region)
            .withTls(tls)
            .withWeather(weather());
    if (accessKey == null && secretKey == null) {
      return options;
    }
    if (accessKey == null || secretKey == null) {
      throw StocktakeException.usage("--access-key and --secret-key go together");
    }
    return options.withCredentials(new Credentials(accessKey, secretKey));
  }

  private Weather weather() throws StocktakeException {
    return Checked.value(
        () -> new Weather(Duration.ofMillis(latency), requestsPerPrefix, Duration.ofSeconds(skew)));
  }

  private Optional<Path> certificate(Lab lab) throws IOException {
    if (lab.caCertificate().isEmpty()) {
      return Optional.empty();
    }
    Path file = data.resolve("ca.pem").toAbsolutePath();
    return Optional.of(Files.writeString(file, lab.caCertificate().get()));
  }
}
