package io.stocktake.cli.parse;

/**
 * Options of a command that cannot be, or do not go together; the message says which. The program
 * also says where the command's help is.
 */
public final class InvalidOptionsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, in a sentence. */
  public InvalidOptionsException(String message) {
    super(message);
  }
}
