package io.stocktake.aws.environment;

import io.stocktake.manifests.StocktakeException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.retries.api.RetryStrategy;

/**
 * Retry mode and maximum attempts, with the AWS CLI's names and defaults.
 *
 * @param mode how to wait in between
 * @param attempts how often at most, the first included; none for the mode's own number
 */
public record Retries(RetryMode mode, Optional<Integer> attempts) {
  private static final Map<String, RetryMode> MODES =
      Map.of(
          "legacy", RetryMode.LEGACY,
          "standard", RetryMode.STANDARD,
          "adaptive", RetryMode.ADAPTIVE_V2);

  static Retries of(Optional<String> mode, Optional<String> attempts) throws StocktakeException {
    String name = mode.orElse("standard").toLowerCase(Locale.ROOT);
    if (!MODES.containsKey(name)) {
      throw StocktakeException.usage(
          "retry_mode (AWS_RETRY_MODE) is legacy, standard or adaptive, not '" + name + "'");
    }
    return new Retries(
        MODES.get(name),
        attempts.isEmpty() ? Optional.empty() : Optional.of(number(attempts.get())));
  }

  private static int number(String text) throws StocktakeException {
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw StocktakeException.usage(
        "max_attempts (AWS_MAX_ATTEMPTS) is a number from 1, not '" + text + "'");
  }

  public RetryStrategy strategy() {
    RetryStrategy usual = AwsRetryStrategy.forRetryMode(mode);
    return attempts.isEmpty() ? usual : usual.toBuilder().maxAttempts(attempts.get()).build();
  }

  /** Whether a put may be tried once before the SDK's client tries it. */
  public boolean allowShortPuts() {
    return mode != RetryMode.ADAPTIVE_V2 && attempts.filter(most -> most == 1).isEmpty();
  }
}
