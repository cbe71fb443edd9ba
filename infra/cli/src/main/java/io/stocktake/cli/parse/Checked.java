package io.stocktake.cli.parse;

import io.stocktake.cli.terminal.Hints;
import io.stocktake.manifests.StocktakeException;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Makes values of options. What a library refuses becomes wrong usage here and nowhere else: the
 * library says what is wrong with a value, and only the command line knows which option gave it.
 */
public final class Checked {
  private Checked() {}

  /** Makes a value. */
  @FunctionalInterface
  public interface Maker<T, X extends Exception> {
    /**
     * Makes it.
     *
     * @throws IllegalArgumentException with a sentence if that cannot be
     */
    T make() throws X;
  }

  /**
   * The value of one option.
   *
   * @param option its name, which is put before the sentence
   * @throws StocktakeException of kind USAGE if that cannot be
   */
  public static <T, X extends Exception> T option(String option, Maker<T, X> maker)
      throws X, StocktakeException {
    return value(sentence -> option + ": " + sentence, maker);
  }

  /**
   * A value of which the sentence tells where it is from.
   *
   * @throws StocktakeException of kind USAGE if that cannot be
   */
  public static <T, X extends Exception> T value(Maker<T, X> maker) throws X, StocktakeException {
    return value(UnaryOperator.identity(), maker);
  }

  /**
   * A value of an option or a file.
   *
   * @param words makes the sentence tell where the value is from
   * @throws StocktakeException of kind USAGE if that cannot be
   */
  public static <T, X extends Exception> T value(UnaryOperator<String> words, Maker<T, X> maker)
      throws X, StocktakeException {
    return made(maker, sentence -> StocktakeException.usage(words.apply(sentence)));
  }

  /**
   * What options make together.
   *
   * @throws InvalidOptionsException if that cannot be
   */
  public static <T, X extends Exception> T options(Maker<T, X> maker) throws X {
    return options(UnaryOperator.identity(), maker);
  }

  /**
   * What options make together.
   *
   * @param words makes the sentence tell which options
   * @throws InvalidOptionsException if that cannot be
   */
  public static <T, X extends Exception> T options(UnaryOperator<String> words, Maker<T, X> maker)
      throws X {
    return made(maker, sentence -> new InvalidOptionsException(words.apply(sentence)));
  }

  static <T, X extends Exception, Y extends Exception> T made(
      Maker<T, X> maker, Function<String, Y> refusal) throws X, Y {
    try {
      return maker.make();
    } catch (IllegalArgumentException e) {
      throw refusal.apply(Hints.sentence(e));
    }
  }
}
