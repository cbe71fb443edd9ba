package io.stocktake.executor.direct.copy;

import io.stocktake.executor.files.FileContent;
import io.stocktake.executor.files.FileContents;
import io.stocktake.executor.files.ObjectHeaderRules;
import io.stocktake.executor.store.CopyHeaders;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The headers of server-side copies. A copy that replaces the upload of a file gets what the upload
 * would have set; any other copy keeps what its source has, and gets what the plan's rules ask for.
 */
public final class CopyRules {
  private final ObjectHeaderRules headers;
  private final FileContents files;

  /** The rules of a plan. */
  public CopyRules(ObjectHeaderRules headers, FileContents files) {
    this.headers = headers;
    this.files = files;
  }

  /**
   * The headers of a row's copy.
   *
   * @throws IOException if the file's first bytes must tell its media type, and cannot be read, or
   *     it is not the planned file any more
   */
  CopyHeaders of(PlanRow row) throws IOException {
    boolean ofFile = row.reason() == Reason.MOVED || row.reason() == Reason.DUPLICATE;
    return ofFile
        ? headers.copyOf(row, headers.needsHead(row) ? head(row) : new byte[0])
        : CopyHeaders.over(headers.properties(row));
  }

  private byte[] head(PlanRow row) throws IOException {
    try (FileContent file = files.open(row)) {
      ByteBuffer head = ByteBuffer.allocate((int) Math.min(ObjectHeaderRules.HEAD, file.size()));
      file.read(head, 0);
      file.checkAgain();
      return head.array();
    }
  }
}
