package io.stocktake.manifests.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.plan.Problem.Effect;
import io.stocktake.manifests.plan.Problem.Kind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProblemCountsTest {
  private static final Set<Kind> LEFT_OUT_AS_ASKED =
      EnumSet.of(Kind.RESERVED_NAME, Kind.LINK_SKIPPED, Kind.SPECIAL_FILE, Kind.OTHER_FILE_SYSTEM);

  @Test
  void whatWasNotSeenMayHaveAnyName() {
    assertThat(kinds(kind -> kind.effect() == Effect.PARTIAL))
        .containsExactlyInAnyOrder(
            Kind.UNREADABLE_DIRECTORY, Kind.LISTED_MISSING, Kind.LISTED_DIRECTORY);
  }

  @Test
  void whatStandsAtAKeyHidesWhatIsBelow() {
    assertThat(kinds(kind -> kind.effect() == Effect.SHADOWS))
        .containsExactlyInAnyOrder(
            Kind.UNREADABLE_FILE,
            Kind.LINK_LOOP,
            Kind.LINK_OUTSIDE,
            Kind.LINK_BROKEN,
            Kind.LINK_SKIPPED,
            Kind.SPECIAL_FILE,
            Kind.OTHER_FILE_SYSTEM);
  }

  @Test
  void whatWasLeftOutAsAskedIsNotMissed() {
    assertThat(kinds(Kind::missed))
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(EnumSet.copyOf(LEFT_OUT_AS_ASKED)));
  }

  @Test
  void eachKindHasItsOwnWords() {
    assertThat(Kind.values()).extracting(Kind::sentence).doesNotHaveDuplicates().doesNotContain("");
  }

  @Test
  void countsAreAddedKindByKind() {
    ProblemCounts one = new ProblemCounts(Map.of(Kind.UNREADABLE_FILE, 2L, Kind.LINK_SKIPPED, 5L));
    ProblemCounts other =
        new ProblemCounts(Map.of(Kind.UNREADABLE_FILE, 3L, Kind.KEY_TOO_LONG, 1L));

    ProblemCounts sum = one.plus(other);

    assertThat(sum.kinds())
        .isEqualTo(Map.of(Kind.UNREADABLE_FILE, 5L, Kind.LINK_SKIPPED, 5L, Kind.KEY_TOO_LONG, 1L));
    assertThat(one.missed()).isEqualTo(2);
    assertThat(sum.missed()).isEqualTo(6);
    assertThat(ProblemCounts.NONE.missed()).isZero();
    assertThat(sum.json())
        .isEqualTo(Map.of("unreadable-file", 5L, "link-skipped", 5L, "key-too-long", 1L));
  }

  private static List<Kind> kinds(Predicate<Kind> which) {
    return Arrays.stream(Kind.values()).filter(which).collect(Collectors.toList());
  }
}
