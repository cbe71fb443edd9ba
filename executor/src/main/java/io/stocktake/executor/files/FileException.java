package io.stocktake.executor.files;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.manifests.source.SourceRoot;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** A local file that cannot be sent as the plan says. */
public final class FileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Outcome outcome;

  private FileException(Outcome outcome, String message) {
    super(message);
    this.outcome = outcome;
  }

  /** The file is no longer the one the plan saw. */
  public static FileException drifted(String message) {
    return new FileException(Outcome.DRIFTED, message + "; make a new plan");
  }

  /** The file is perhaps still the one, but cannot be read or sent. */
  public static FileException failed(String message) {
    return new FileException(Outcome.FAILED, message);
  }

  /** A failure of reading, as one of the row. */
  public static FileException of(IOException failure) {
    if (failure instanceof FileException known) {
      return known;
    }
    if (failure instanceof SourceRoot.LinkOnTheWayException link) {
      return drifted(link.getFile() + " " + link.getReason());
    }
    if (failure instanceof NoSuchFileException || failure instanceof NotDirectoryException) {
      return drifted("the file is gone");
    }
    String reason =
        failure instanceof AccessDeniedException ? "permission denied" : failure.getMessage();
    return failed("the file cannot be read: " + reason);
  }

  /** The row's result. */
  public RowResult result() {
    return RowResult.of(outcome, getMessage());
  }
}
