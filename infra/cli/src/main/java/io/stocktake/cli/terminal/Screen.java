package io.stocktake.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Where the program speaks: results go to standard output; progress, warnings and errors to
 * standard error. With JSON, standard output holds nothing else.
 */
public final class Screen {

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;

  /**
   * A screen.
   *
   * @param out takes results
   * @param err takes progress and errors
   * @param terminal whether a person watches {@code err}, so that a line may be drawn over
   */
  public Screen(PrintStream out, PrintStream err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  /** Prints a line of results. */
  public void line(String text) {
    out.println(text);
  }

  /** Prints a formatted line of results. */
  public void line(String format, Object... arguments) {
    out.println(String.format(java.util.Locale.ROOT, format, arguments));
  }

  /** Prints a value as one line of JSON. */
  public void json(Object value) {
    try {
      out.println(ResultJson.MAPPER.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("every result has a JSON form", e);
    }
  }

  /**
   * Standard output for results of any length; unlike lines, it fails where it is closed or full.
   */
  public OutputStream results() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        if (out.checkError()) {
          throw new IOException("standard output is closed or full");
        }
      }
    };
  }

  /** Tells something beside the results. */
  public void note(String text) {
    err.println(text);
  }

  /** Tells why the command failed. */
  public void error(String text) {
    err.println("stocktake: " + text);
  }

  PrintStream err() {
    return err;
  }

  /** Whether a person watches. */
  public boolean terminal() {
    return terminal;
  }
}
