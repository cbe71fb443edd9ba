package io.stocktake.executor.direct.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the key's object means for a row whose file changed after an earlier run began it. */
class ChangedFileTest {
  private static final byte[] NEW = "new".getBytes(UTF_8);
  private static final byte[] OLD = "older".getBytes(UTF_8);

  private final MemoryStore store = new MemoryStore();
  private final ETag written = new MemoryStore().seed("x", NEW);
  private final PlanRow unread = row(Optional.empty());

  @Test
  void aChangedFileDoesNotHideWhatMayBeTheEarlierRunsObject() {
    RowResult changed = RowResult.of(Outcome.DRIFTED, "the file changed");
    assertThat(changed(unread, changed)).as("no object").isEqualTo(changed);
    store.seed("b", OLD);
    assertThat(changed(unread, changed)).as("not of the planned size").isEqualTo(changed);

    store.seed("b", NEW);
    RowResult unknown = changed(unread, changed);
    assertThat(unknown.outcome()).as("the plan knows no digest").isEqualTo(Outcome.UNKNOWN);
    assertThat(unknown.detail())
        .startsWith("the file changed; an earlier run may have written the object")
        .endsWith("check it before you make a new plan");

    PlanRow digested = row(Optional.of(written));
    store.seed("b", "abc".getBytes(UTF_8));
    assertThat(changed(digested, changed)).as("digests tell it is another's").isEqualTo(changed);
    store.encrypt();
    store.seed("b", "abc".getBytes(UTF_8));
    assertThat(changed(digested, changed).outcome())
        .as("encryption hides the digest")
        .isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void aDigestOfPartsTellsOnlyWhatIsTheSame() {
    RowResult changed = RowResult.of(Outcome.DRIFTED, "the file changed");
    ETag parts = store.seedInParts("b", NEW);
    PlanRow row = row(Optional.of(parts));
    assertThat(changed(row, changed).outcome()).isEqualTo(Outcome.ALREADY_DONE);
    store.seed("b", NEW);
    assertThat(changed(row, changed).outcome())
        .as("other parts, perhaps the same content")
        .isEqualTo(Outcome.UNKNOWN);
  }

  private RowResult changed(PlanRow row, RowResult file) {
    return ChangedFile.result(store, row, etag -> false, file).join();
  }

  private static PlanRow row(Optional<ETag> content) {
    return new PlanRow(
        Action.UPLOAD,
        Reason.NEW,
        new ObjectKey("b"),
        "b",
        NEW.length,
        Optional.of(Instant.EPOCH),
        content,
        Guard.absent(),
        Optional.empty());
  }
}
