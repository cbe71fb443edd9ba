package io.stocktake.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** The real gpg program with a home of its own, under a temporary directory with a short path. */
public final class Gpg implements AutoCloseable {
  private static final int LONGEST_SOCKET = 90;

  private final Path home;

  private Gpg(Path home) {
    this.home = home;
  }

  /** A new home; skips the test where there is no gpg. */
  public static Gpg in(Path directory) throws IOException {
    assumeTrue(exists("gpg"), "skipped: there is no gpg program on this machine");
    Path home = Files.createTempDirectory(directory, "g");
    assumeTrue(
        home.toString().length() < LONGEST_SOCKET,
        "skipped: the temporary directory's path is too long for gpg-agent's socket");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    return new Gpg(home);
  }

  private static boolean exists(String program) {
    try {
      Process process = new ProcessBuilder(program, "--version").start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its home directory. */
  public Path home() {
    return home;
  }

  /** Runs it, which has to end well, and returns what it wrote. */
  public byte[] run(byte[] input, String... arguments) {
    Result result = tryToRun(input, arguments);
    assertThat(result.exit()).as(result.errors()).isZero();
    return result.output().array();
  }

  /** How a run ended. */
  public record Result(int exit, ByteBuffer output, String errors) {}

  /** Runs it. */
  public Result tryToRun(byte[] input, String... arguments) {
    try {
      Path in = Files.write(Files.createTempFile(home, "in", ""), input);
      Path out = Files.createTempFile(home, "out", "");
      Path errors = Files.createTempFile(home, "err", "");
      List<String> command =
          new ArrayList<>(
              List.of(
                  "gpg",
                  "--batch",
                  "--yes",
                  "--quiet",
                  "--no-tty",
                  "--trust-model",
                  "always",
                  "--pinentry-mode",
                  "loopback"));
      if (!List.of(arguments).contains("--passphrase")) {
        command.addAll(List.of("--passphrase", ""));
      }
      command.addAll(List.of(arguments));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("GNUPGHOME", home.toString());
      builder.redirectInput(in.toFile());
      builder.redirectOutput(out.toFile());
      builder.redirectError(errors.toFile());
      int exit = builder.start().waitFor();
      Result result =
          new Result(exit, ByteBuffer.wrap(Files.readAllBytes(out)), Files.readString(errors));
      for (Path file : List.of(in, out, errors)) {
        Files.delete(file);
      }
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs it without input, and returns its text. */
  public String text(String... arguments) {
    return new String(run(new byte[0], arguments), StandardCharsets.UTF_8);
  }

  /** Makes a primary key, and returns its fingerprint. */
  public String key(String name, String algorithm, String usage, String expiry) {
    text("--quick-generate-key", name, algorithm, usage, expiry);
    return fingerprints("=" + name).get(0);
  }

  /** Makes a primary key with an encryption subkey, and returns its fingerprint. */
  public String pair(String name, String primary, String subkey) {
    String fingerprint = key(name, primary, "sign", "never");
    text("--quick-add-key", fingerprint, subkey, "encrypt", "never");
    return fingerprint;
  }

  /** Fingerprints of a key and its subkeys, in order. */
  public List<String> fingerprints(String key) {
    return text("--with-colons", "--list-keys", key)
        .lines()
        .filter(line -> line.startsWith("fpr:"))
        .map(line -> line.split(":", -1)[9])
        .toList();
  }

  /** Exports public keys into a new file. */
  public Path export(String... keys) throws IOException {
    return exported("--export", keys);
  }

  /** Exports secret keys into a new file. */
  public Path exportSecret(String... keys) throws IOException {
    return exported("--export-secret-keys", keys);
  }

  private Path exported(String command, String... keys) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of(keys));
    byte[] bytes = run(new byte[0], arguments.toArray(String[]::new));
    return Files.write(Files.createTempFile(home, "keys", ".gpg"), bytes);
  }

  /** Ends its agent. */
  @Override
  public void close() {
    try {
      ProcessBuilder builder = new ProcessBuilder("gpgconf", "--kill", "all");
      builder.environment().put("GNUPGHOME", home.toString());
      builder.start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
