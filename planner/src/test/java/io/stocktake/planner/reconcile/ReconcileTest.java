package io.stocktake.planner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.planner.reconcile.Reconcile.Content;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReconcileTest {
  private static final Optional<ETag> MD5 =
      Optional.of(new ETag("5d41402abc4b2a76b9719d911017c592"));

  @Test
  void theCheapestEvidenceDecides() {
    assertThat(Reconcile.withoutReading(5, Optional.empty(), false, false)).contains(Reason.NEW);
    assertThat(compare(5, RemoteObject.of(6, MD5, ETagWorth.TRANSPARENT, false)))
        .contains(Reason.SIZE);
    assertThat(compare(5, RemoteObject.of(6, MD5, ETagWorth.OPAQUE, false))).contains(Reason.SIZE);
    assertThat(compare(5, RemoteObject.of(5, MD5, ETagWorth.OPAQUE, false)))
        .contains(Reason.ENCRYPTED);
    assertThat(compare(5, RemoteObject.of(5, MD5, ETagWorth.TRANSPARENT, false))).isEmpty();
    assertThat(compare(5, RemoteObject.of(6, MD5, ETagWorth.CUSTOMER_KEY, true)))
        .as("its owner alone can say anything of it")
        .contains(Reason.CUSTOMER_KEY);
  }

  @Test
  void aChecksumIsEvidenceWhereTheETagIsNone() {
    RemoteObject kms = RemoteObject.of(5, MD5, ETagWorth.OPAQUE, false);
    RemoteObject ownKey = RemoteObject.of(5, MD5, ETagWorth.CUSTOMER_KEY, false);
    assertThat(Reconcile.withoutReading(5, Optional.of(kms), true, false)).isEmpty();
    assertThat(Reconcile.withoutReading(6, Optional.of(kms), true, false)).contains(Reason.SIZE);
    assertThat(Reconcile.withoutReading(5, Optional.of(ownKey), true, false))
        .contains(Reason.CUSTOMER_KEY);
  }

  @Test
  void theSizeDecidesWhereThatIsAskedFor() {
    for (ETagWorth encryption : List.of(ETagWorth.TRANSPARENT, ETagWorth.OPAQUE)) {
      Optional<RemoteObject> object = Optional.of(RemoteObject.of(5, MD5, encryption, false));
      assertThat(Reconcile.withoutReading(5, object, false, true)).contains(Reason.SAME);
      assertThat(Reconcile.withoutReading(6, object, false, true)).contains(Reason.SIZE);
    }
    RemoteObject ownKey = RemoteObject.of(5, MD5, ETagWorth.CUSTOMER_KEY, false);
    assertThat(Reconcile.withoutReading(5, Optional.of(ownKey), false, true))
        .contains(Reason.CUSTOMER_KEY);
  }

  @Test
  void withoutEvidenceItCannotTell() {
    assertThat(compare(5, RemoteObject.of(-1, MD5, ETagWorth.TRANSPARENT, false)))
        .contains(Reason.NO_EVIDENCE);
    assertThat(compare(5, RemoteObject.of(6, Optional.empty(), ETagWorth.TRANSPARENT, false)))
        .contains(Reason.NO_EVIDENCE);
    assertThat(
            compare(
                5,
                RemoteObject.of(
                    6, Optional.of(new ETag("W/opaque")), ETagWorth.TRANSPARENT, false)))
        .contains(Reason.NO_EVIDENCE);
  }

  @Test
  void contentDecidesTheRest() {
    assertThat(Reconcile.byContent(Content.MATCHES)).isEqualTo(Reason.SAME);
    assertThat(Reconcile.byContent(Content.DIFFERS)).isEqualTo(Reason.CONTENT);
    assertThat(Reconcile.byContent(Content.UNEXPLAINED)).isEqualTo(Reason.PART_SIZE_UNKNOWN);
  }

  private static Optional<Reason> compare(long size, RemoteObject object) {
    return Reconcile.withoutReading(size, Optional.of(object), false, false);
  }
}
