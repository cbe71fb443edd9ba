package io.stocktake.crypto.message;

import io.stocktake.crypto.keys.Recipients;
import io.stocktake.executor.files.FileContent;
import io.stocktake.executor.files.FileContents;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Function;

/** The files of a plan, of which some are encrypted and the others as they are. */
public final class EncryptedContents implements FileContents {
  private final FileContents files;
  private final Function<PlanRow, Optional<Recipients>> recipients;
  private final SecureRandom random = new SecureRandom();

  /**
   * Encrypts some of the files, which are closed with it.
   *
   * @param recipients those a row's file is encrypted to; nobody where it is sent as it is
   */
  public EncryptedContents(FileContents files, Function<PlanRow, Optional<Recipients>> recipients) {
    this.files = files;
    this.recipients = recipients;
  }

  @Override
  public long size(PlanRow row) {
    long size = files.size(row);
    return recipients.apply(row).map(they -> they.encryptedSize(size)).orElse(size);
  }

  @Override
  public FileContent open(PlanRow row) throws IOException {
    Optional<Recipients> readers = recipients.apply(row);
    FileContent content = files.open(row);
    if (readers.isEmpty()) {
      return content;
    }
    try {
      return new EncryptedContent(content, readers.get(), random);
    } catch (RuntimeException e) {
      content.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
