package io.stocktake.crypto.gpg;

import io.stocktake.crypto.decrypt.DecryptionException;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Decrypts by the gpg program: for secret keys on cards, and those that only gpg-agent has. The
 * agent asks for passphrases; none is given to the program.
 */
public final class GpgProgram {
  private static final int BUFFER = 1 << 16;
  private static final int MOST_ERRORS = 1 << 20;

  private final String program;
  private final Optional<Path> home;

  /**
   * A program.
   *
   * @param program its name or path
   * @param home GnuPG's home directory; the user's own where there is none
   */
  public GpgProgram(String program, Optional<Path> home) {
    this.program = program;
    this.home = home;
  }

  /**
   * Decrypts one message by a run of the program, which checks it to its end. Signatures within are
   * not checked.
   *
   * <p>What is written to {@code plaintext} is unproven until this returns normally: gpg writes
   * before it knows. Write it where nobody takes it for the file, and drop it after any exception.
   * Neither stream is closed.
   *
   * @throws DecryptionException if the message is not one whole file, unaltered, for a key that gpg
   *     has
   * @throws StocktakeException if the program cannot be started
   * @throws IOException if a stream fails
   */
  public void decrypt(InputStream ciphertext, OutputStream plaintext) throws IOException {
    Process process = start();
    try {
      CompletableFuture<IOException> fed =
          CompletableFuture.supplyAsync(() -> feed(ciphertext, process), GpgProgram::run);
      CompletableFuture<String> errors =
          CompletableFuture.supplyAsync(() -> errors(process), GpgProgram::run);
      process.getInputStream().transferTo(plaintext);
      IOException failure = fed.get();
      if (failure != null) {
        throw failure;
      }
      new GpgStatus(errors.get()).require(process.waitFor());
      plaintext.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + program + " ran");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start() throws StocktakeException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(program, "--batch", "--status-fd", "2", "--skip-verify", "--decrypt"));
    home.ifPresent(path -> builder.environment().put("GNUPGHOME", path.toString()));
    try {
      return builder.start();
    } catch (IOException e) {
      throw StocktakeException.usage(
          "the program " + program + " cannot be started; install GnuPG, or give its path");
    }
  }

  private static void run(Runnable task) {
    Thread thread = new Thread(task, "gpg");
    thread.setDaemon(true);
    thread.start();
  }

  /** Gives the program its input, and ends it; returns the failure of reading it, or null. */
  private static IOException feed(InputStream ciphertext, Process process) {
    byte[] buffer = new byte[BUFFER];
    try (OutputStream input = process.getOutputStream()) {
      while (true) {
        int some;
        try {
          some = ciphertext.read(buffer);
        } catch (IOException e) {
          return e; // not by an end of the program: that would close what is read of it
        }
        if (some < 0) {
          return null;
        }
        input.write(buffer, 0, some);
      }
    } catch (IOException e) {
      return null; // the program ended before its input did: its exit tells why
    }
  }

  private static String errors(Process process) {
    try (InputStream in = process.getErrorStream()) {
      String errors = new String(in.readNBytes(MOST_ERRORS), StandardCharsets.UTF_8);
      in.transferTo(OutputStream.nullOutputStream());
      return errors;
    } catch (IOException e) {
      return "";
    }
  }
}
