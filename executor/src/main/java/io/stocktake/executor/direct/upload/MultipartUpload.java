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
import java.util.concurrent.CompletionException;
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

  /** When the next part may be read; by the thread that hands out parts. */
  private CompletableFuture<Void> turn = CompletableFuture.completedFuture(null);

  /**
   * A part that was read.
   *
   * @param same whether the object has it at the same offset
   */
  private record Part(int number, ByteBuffer body, ETag digest, boolean same) {}

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
    CompletableFuture<Part> read = turn.thenApplyAsync(before -> read(number), readers);
    if (file.inOrder()) {
      turn = read.handle((part, failure) -> null);
    }
    Futures.end(
        read.thenCompose(this::send),
        (sent, failure) -> {
          permit.close();
          sender.parts().ended(failure == null ? null : Futures.cause(failure));
        });
  }

  private Part read(int number) {
    ByteBuffer body = ByteBuffer.allocate(layout.length(number));
    try {
      file.read(body, layout.offset(number));
    } catch (IOException e) {
      throw new CompletionException(FileException.of(e));
    }
    MessageDigest md5 = Digests.md5();
    md5.update(body.duplicate());
    boolean same = delta.same(layout.offset(number), body.array());
    return new Part(number, body, ETag.ofMd5(md5.digest()), same);
  }

  private CompletableFuture<Void> send(Part part) {
    if (sender.has(part.number, part.digest)) {
      return CompletableFuture.completedFuture(null);
    }
    return part.same
        ? copy(part.number, part.body, part.digest)
        : sender.send(part.number, part.body, part.digest);
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
