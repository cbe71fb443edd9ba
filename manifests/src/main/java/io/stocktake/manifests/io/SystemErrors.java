package io.stocktake.manifests.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Operating system errors about a file, in words instead of class names. */
public final class SystemErrors {
  private SystemErrors() {}

  /** Why it failed, without the file's name: {@code permission denied}. */
  public static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof EOFException && failure.getMessage() == null) {
      return "the file ends too early";
    }
    if (failure instanceof FileSystemException known && known.getReason() != null) {
      return known.getReason();
    }
    return String.valueOf(failure.getMessage());
  }

  /** Whether the process has as many files open as it may have. */
  public static boolean isOutOfFiles(IOException failure) {
    return reason(failure).contains("Too many open files");
  }

  /** Which file, where that is known, and why. */
  public static String sentence(IOException failure) {
    return failure instanceof FileSystemException known && known.getFile() != null
        ? known.getFile() + ": " + reason(failure)
        : reason(failure);
  }
}
