package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.cli.terminal.Screen;
import io.stocktake.lab.Lab;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The program under test: run in this JVM, or as a process of its own. */
public final class Program {
  /** As the parent's POM has it for the JVMs of tests. */
  private static final String QUICK = "-XX:TieredStopAtLevel=1 -XX:MaxVectorSize=16";

  private final Map<String, String> environment = new HashMap<>();

  /** What a run said and how it ended. */
  public record Run(int exit, String out, String err) {
    public Run expect(int code) {
      assertThat(exit).as("exit code; out: %s err: %s", out, err).isEqualTo(code);
      return this;
    }

    public Run says(String text) {
      assertThat(out + err).contains(text).doesNotContain("Exception").doesNotContain("\tat ");
      return this;
    }
  }

  /** A program that knows no S3. */
  public Program() {}

  /**
   * A program that talks to this S3 with these keys, which the SDK takes from system properties.
   */
  static Program on(URI endpoint, String accessKey, String secretKey) {
    System.setProperty("aws.accessKeyId", accessKey);
    System.setProperty("aws.secretAccessKey", secretKey);
    Program program = new Program();
    program.environment.put("STOCKTAKE_ENDPOINT_URL", endpoint.toString());
    program.environment.put("STOCKTAKE_REGION", "us-east-1");
    program.environment.put("AWS_ACCESS_KEY_ID", accessKey);
    program.environment.put("AWS_SECRET_ACCESS_KEY", secretKey);
    return program;
  }

  /** The lab holds to all that Amazon's does, which is not tried each time. */
  static Program on(Lab lab) {
    return on(lab.endpoint(), lab.accessKey(), lab.secretKey()).with("STOCKTAKE_COMPAT", "aws");
  }

  public Program with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Runs it in this JVM. */
  public Run run(Object... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Screen screen =
        new Screen(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false);
    int exit = Stocktake.run(screen, environment, texts(arguments));
    return new Run(exit, out.toString(UTF_8), err.toString(UTF_8));
  }

  /**
   * Starts {@code bin/stocktake}, a JVM of its own, behind {@code prefix}, a command that runs
   * commands.
   */
  ProcessBuilder process(List<String> prefix, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Installation.shared().launcher().toString());
    command.addAll(List.of(texts(arguments)));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().putAll(environment);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_OPTS", "-Xmx512m " + QUICK);
    return builder;
  }

  /** Runs it to its end in a JVM of its own. */
  Run runProcess(List<String> prefix, Object... arguments)
      throws IOException, InterruptedException {
    Process process = process(prefix, arguments).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), "", said);
  }

  /**
   * A command that runs commands without what root may do beyond others, who cannot read and write
   * everything.
   */
  static List<String> withoutPrivileges() {
    return System.getProperty("user.name").equals("root")
        ? List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps=-all")
        : List.of();
  }

  private static String[] texts(Object... arguments) {
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    return texts;
  }
}
