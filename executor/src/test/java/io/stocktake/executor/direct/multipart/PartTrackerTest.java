package io.stocktake.executor.direct.multipart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.journal.UploadedPart;
import io.stocktake.manifests.ETag;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PartTrackerTest {
  private static final ETag ONE = ETag.ofMd5(new byte[16]);
  private static final ETag TWO = new ETag("5d41402abc4b2a76b9719d911017c592");
  private static final ETag GIVEN = new ETag("900150983cd24fb0d6963f7d28e17f72");

  private final PartTracker parts = new PartTracker();

  @Test
  void allAreOverWhenTheLastIs() {
    parts.began();
    parts.began();
    parts.arrived(2, new UploadedPart(TWO, GIVEN));
    parts.ended(null);
    CompletableFuture<Void> all = parts.all(null);
    assertThat(all).isNotDone();
    assertThat(parts.failed()).isFalse();
    parts.arrived(1, new UploadedPart(ONE, ONE));
    parts.ended(null);
    assertThat(all).isCompleted();
    assertThat(parts.answers()).as("by number").containsExactly(ONE, GIVEN);
    assertThat(parts.expected().parts()).isEqualTo(2);
    assertThat(parts.expected().value()).isEqualTo("f6239df4cc7737528d2e4a108452519d-2");
  }

  @Test
  void theFirstFailureIsTheUploads() {
    IOException first = new IOException("first");
    parts.began();
    parts.began();
    parts.ended(first);
    assertThat(parts.failed()).isTrue();
    CompletableFuture<Void> all = parts.all(null);
    assertThat(all).as("another part is still on its way").isNotDone();
    parts.ended(new IOException("second"));
    assertThatThrownBy(all::join).hasCause(first);
  }

  @Test
  void whatKeepsPartsFromBeginningIsAFailureToo() {
    IOException halted = new IOException("halted");
    assertThatThrownBy(parts.all(halted)::join).hasCause(halted);
  }
}
