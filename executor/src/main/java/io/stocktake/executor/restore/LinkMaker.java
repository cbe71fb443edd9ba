package io.stocktake.executor.restore;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.restore.content.ContentProof;
import io.stocktake.executor.restore.content.ObjectBody;
import io.stocktake.executor.restore.content.ObjectReader;
import io.stocktake.executor.restore.local.TargetTree;
import io.stocktake.manifests.restore.RestoreRow;
import java.io.IOException;
import java.util.Optional;

/** Makes symbolic links: an object's content is the text of the target, as rclone keeps links. */
final class LinkMaker {
  /** The longest target that Linux takes, in bytes. */
  static final int LONGEST = 4095;

  private final TargetTree tree;
  private final ObjectReader reader;

  LinkMaker(TargetTree tree, ObjectReader reader) {
    this.tree = tree;
    this.reader = reader;
  }

  RowResult make(RestoreRow row, String temporary) throws IOException {
    if (row.size() < 1 || row.size() > LONGEST) {
      return RowResult.of(
          Outcome.FAILED,
          "the object has " + row.size() + " bytes, and the target of a link has 1 to " + LONGEST);
    }
    Optional<byte[]> target = read(row);
    if (target.isEmpty()) {
      return RowResult.of(
          Outcome.FAILED, "the object's content cannot be proven; no link was made");
    }
    if (!TargetTree.isSame(row.local(), tree.attributes(row.path()))
        && tree.isLink(row.path(), target.get())) {
      return RowResult.of(Outcome.ALREADY_DONE, "");
    }
    tree.makeLink(row.path(), target.get(), row.local(), temporary);
    return RowResult.of(Outcome.DONE, "");
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
