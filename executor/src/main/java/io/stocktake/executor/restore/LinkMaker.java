package io.stocktake.executor.restore;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.restore.attributes.AttributeRestorer;
import io.stocktake.executor.restore.content.ContentProof;
import io.stocktake.executor.restore.content.ObjectBody;
import io.stocktake.executor.restore.content.ObjectReader;
import io.stocktake.executor.restore.local.TargetTree;
import io.stocktake.manifests.restore.LocalState;
import io.stocktake.manifests.restore.RestoreEntry;
import io.stocktake.manifests.restore.RestoreRow;
import java.io.IOException;
import java.util.Optional;

/**
 * Makes symbolic links. The text of the target is the content of an object, as rclone keeps links,
 * or known from a snapshot.
 */
final class LinkMaker {
  /** The longest target that Linux takes, in bytes. */
  static final int LONGEST = 4095;

  private final TargetTree tree;
  private final ObjectReader reader;
  private final AttributeRestorer attributes;

  LinkMaker(TargetTree tree, ObjectReader reader, AttributeRestorer attributes) {
    this.tree = tree;
    this.reader = reader;
    this.attributes = attributes;
  }

  RowResult make(RestoreRow row, String temporary) throws IOException {
    if (row.size() < 1 || row.size() > LONGEST) {
      return RowResult.of(
          Outcome.FAILED,
          "the object has " + row.size() + " bytes, and the target of a link has 1 to " + LONGEST);
    }
    Optional<byte[]> target = target(row);
    if (target.isEmpty()) {
      return RowResult.of(
          Outcome.FAILED, "the object's content cannot be proven; no link was made");
    }
    if (!TargetTree.isSame(row.local(), tree.attributes(row.path()))
        && tree.isLink(row.path(), target.get())) {
      restoreAttributes(row);
      return RowResult.of(Outcome.ALREADY_DONE, "");
    }
    tree.makeLink(row.path(), target.get(), row.local(), temporary);
    restoreAttributes(row);
    return RowResult.of(Outcome.DONE, "");
  }

  private void restoreAttributes(RestoreRow row) throws IOException {
    if (row.entry().isPresent()) {
      Optional<LocalState> made = tree.attributes(row.path()).map(LocalState::of);
      tree.setAttributes(
          row.path(),
          made.orElse(LocalState.ABSENT),
          attributes.of(row.entry().get().attributes()));
    }
  }

  private Optional<byte[]> target(RestoreRow row) throws IOException {
    Optional<String> known = row.entry().flatMap(RestoreEntry::link);
    return known.isPresent() ? Optional.of(known.get().getBytes(UTF_8)) : read(row);
  }

  private Optional<byte[]> read(RestoreRow row) throws IOException {
    RestoreRow.Source source = row.object().orElseThrow();
    try (ObjectBody body = reader.open(source, Optional.empty())) {
      byte[] text = body.bytes().readNBytes(LONGEST + 1);
      Optional<ContentProof> proof = ContentProof.of(source, body.description().content(), reader);
      proof.ifPresent(p -> p.update(text, 0, text.length));
      boolean whole = text.length == row.size() && proof.filter(ContentProof::holds).isPresent();
      return whole ? Optional.of(text) : Optional.empty();
    }
  }
}
