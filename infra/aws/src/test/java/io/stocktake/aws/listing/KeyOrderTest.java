package io.stocktake.aws.listing;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.ObjectKey;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyOrderTest {
  private static final String ALPHABET = "09azAZ/-~ \u0001ü\uFF5E\uD7FF\uE000";

  @Test
  void ordersAsTheBytesOfUtf8() {
    Random random = random(7);
    for (int i = 0; i < 20_000; i++) {
      String a = text(random);
      String b = text(random);
      assertThat(Integer.signum(KeyOrder.compare(a, b)))
          .as("%s %s", a, b)
          .isEqualTo(Integer.signum(new ObjectKey(a).compareTo(new ObjectKey(b))));
    }
  }

  @Test
  void aPointBetweenIsBetween() {
    Random random = random(8);
    for (int i = 0; i < 20_000; i++) {
      String a = text(random);
      String b = text(random);
      String low = KeyOrder.compare(a, b) < 0 ? a : b;
      Optional<String> high =
          random.nextInt(4) == 0 ? Optional.empty() : Optional.of(low.equals(a) ? b : a);
      Optional<String> middle = KeyOrder.between(low, high, 0);
      if (middle.isPresent()) {
        new ObjectKey(middle.get());
        assertThat(KeyOrder.compare(low, middle.get())).as(low).isNegative();
        high.ifPresent(end -> assertThat(KeyOrder.compare(middle.get(), end)).isNegative());
      }
    }
  }

  @Test
  void narrowsDownOnNumberedNames() {
    Optional<String> end = Optional.empty();
    for (int i = 0; i < 20; i++) {
      end = KeyOrder.between("img00001000.jpg", end, 0);
    }
    assertThat(end.orElseThrow()).startsWith("img0");
  }

  private static Random random(long seed) {
    System.out.println("seed " + seed);
    return new Random(seed);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int length = 1 + random.nextInt(4); length > 0; length--) {
      int at = random.nextInt(ALPHABET.length() + 1);
      text.append(at == ALPHABET.length() ? "\uD83D\uDE00" : ALPHABET.substring(at, at + 1));
    }
    return text.toString();
  }
}
