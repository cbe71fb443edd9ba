package io.stocktake.executor.direct.upload;

import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.InFlightBudget;
import io.stocktake.executor.control.InFlightBudget.Permit;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.direct.delta.FileDelta;
import io.stocktake.executor.direct.guard.FailureClass;
import io.stocktake.executor.direct.multipart.PartSender;
import io.stocktake.executor.files.FileContent;
import io.stocktake.executor.files.FileException;
import io.stocktake.executor.files.PartLayout;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * One multipart upload in parts of one size. Parts that an earlier run sent are not sent again, nor
 * read if the file's stamp shows that it was not written to since. Parts that the object has at the
 * same offset are copied on the server.
 */
final class MultipartUpload {
  private final FileContent file;
  private final PartLayout layout;
  private final FileDelta delta;
  private final PartSender sender;
  private final Executor readers;

  MultipartUpload(
      FileContent file, PartLayout layout, FileDelta delta, PartSender sender, Executor readers) {
    this.file = file;
    this.layout = layout;
    this.delta = delta;
    this.sender = sender;
    this.readers = readers;
  }

  /**
   * Hands out the parts, waiting in this thread for room for each, and stops early once one has
   * failed.
   */
  CompletableFuture<RowResult> send(InFlightBudget budget) {
    Throwable halted = null;
    String stamp = file.stamp();
    try {
      for (int number = 1; number <= layout.parts() && !sender.parts().failed(); number++) {
        if (delta.learns() || !sender.has(number, stamp)) {
          begin(number, budget.acquire(layout.length(number)));
        }
      }
    } catch (RunCancelledException e) {
      halted = e;
    }
    return sender.complete(file, halted);
  }

  private void begin(int number, Permit permit) {
    sender.parts().began();
    Futures.end(
        CompletableFuture.completedFuture(number).thenComposeAsync(this::readAndSend, readers),
        (sent, failure) -> {
          permit.close();
          sender.parts().ended(failure == null ? null : Futures.cause(failure));
        });
  }

  private CompletableFuture<Void> readAndSend(int number) {
    ByteBuffer body = ByteBuffer.allocate(layout.length(number));
    try {
      file.read(body, layout.offset(number));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(FileException.of(e));
    }
    MessageDigest md5 = Digests.md5();
    md5.update(body.duplicate());
    ETag digest = ETag.ofMd5(md5.digest());
    boolean same = delta.same(layout.offset(number), body.array());
    if (sender.has(number, digest)) {
      return CompletableFuture.completedFuture(null);
    }
    return same ? copy(number, body, digest) : sender.send(number, body, digest);
  }

  /** A part that cannot be copied can still be sent. */
  private CompletableFuture<Void> copy(int number, ByteBuffer body, ETag digest) {
    return Futures.then(
        sender.copy(number, delta.source(), layout.offset(number), body.limit(), digest),
        (copied, failure) -> {
          if (failure == null) {
            delta.saved(body.limit());
            return CompletableFuture.completedFuture(null);
          }
          return FailureClass.ofRequest(failure).isPresent()
              ? sender.send(number, body, digest)
              : CompletableFuture.failedFuture(failure);
        });
  }
}
