package io.stocktake.executor.direct.upload;

import io.stocktake.executor.RowResult;
import io.stocktake.executor.direct.guard.ConditionalWrite;
import io.stocktake.executor.direct.guard.DesiredState;
import io.stocktake.executor.direct.guard.WriteProtocol;
import io.stocktake.executor.files.FileContent;
import io.stocktake.executor.files.FileContents;
import io.stocktake.executor.files.FileException;
import io.stocktake.executor.files.ObjectHeaderRules;
import io.stocktake.executor.files.PlainContent;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.io.Crc64Nvme;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Uploads a file that fits into memory by one PutObject: read once, digested, found unchanged, then
 * sent.
 */
public final class SinglePut {
  /**
   * What is sent.
   *
   * @param plain the file's own content, if it is encrypted
   */
  private record Content(ByteBuffer body, ETag etag, Optional<PlainContent> plain) {
    String crc64nvme() {
      Crc64Nvme crc = new Crc64Nvme();
      crc.update(body.duplicate());
      return crc.base64();
    }
  }

  private final FileContents files;
  private final ObjectHeaderRules headers;
  private final ObjectStore store;
  private final WriteProtocol protocol;

  /** Uploads of one run. */
  public SinglePut(
      FileContents files, ObjectHeaderRules headers, ObjectStore store, WriteProtocol protocol) {
    this.files = files;
    this.headers = headers;
    this.store = store;
    this.protocol = protocol;
  }

  /** Sends the row's file. It is read while the intent is journaled. */
  public CompletableFuture<RowResult> start(long ordinal, PlanRow row) {
    return protocol.write(ordinal, row, () -> prepare(ordinal, row));
  }

  private ConditionalWrite prepare(long ordinal, PlanRow row) throws IOException {
    Content content = read(row);
    DesiredState desired =
        DesiredState.object(content.etag, content.body.limit()).withCrc64Nvme(content::crc64nvme);
    return new ConditionalWrite(
        store,
        row,
        protocol.orEarlier(ordinal, desired),
        true,
        () -> protocol.sendObject(ordinal, row, desired, content.plain, () -> send(row, content)));
  }

  private Content read(PlanRow row) throws IOException {
    try (FileContent file = files.open(row)) {
      ByteBuffer body = ByteBuffer.allocate((int) file.size());
      file.read(body, 0);
      MessageDigest md5 = Digests.md5();
      md5.update(body.duplicate());
      ETag etag = ETag.ofMd5(md5.digest());
      file.checkAgain();
      checkContent(file.planned(), etag);
      return new Content(body, etag, file.plainContent());
    }
  }

  private static byte[] head(ByteBuffer body) {
    byte[] head = new byte[Math.min(ObjectHeaderRules.HEAD, body.limit())];
    body.duplicate().get(head);
    return head;
  }

  /** A digest in parts says nothing here: the part size it was made with is not known. */
  private static void checkContent(Optional<ETag> planned, ETag etag) throws FileException {
    boolean comparable = planned.filter(ETag::isDigest).map(ETag::parts).orElse(1) == 0;
    if (comparable && !planned.orElseThrow().equals(etag)) {
      throw FileException.drifted("the file's content is not the one the plan read");
    }
  }

  private CompletableFuture<WriteResult> send(PlanRow row, Content content) {
    return store.put(
        row.key(),
        content.body.duplicate(),
        content.etag.digest(),
        headers.of(row, head(content.body)),
        row.guard());
  }
}
