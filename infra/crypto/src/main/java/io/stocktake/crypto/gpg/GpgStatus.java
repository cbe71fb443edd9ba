package io.stocktake.crypto.gpg;

import io.stocktake.crypto.decrypt.DecryptionException;
import io.stocktake.crypto.decrypt.DecryptionException.Reason;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What gpg told of a run: its status lines (doc/DETAILS of GnuPG), which are the same in every
 * language, and its messages.
 */
final class GpgStatus {
  private static final String STATUS = "[GNUPG:] ";

  private final List<String> status;
  private final String messages;

  GpgStatus(String errors) {
    this.status =
        errors
            .lines()
            .filter(line -> line.startsWith(STATUS))
            .map(line -> line.substring(STATUS.length()))
            .toList();
    this.messages =
        errors
            .lines()
            .filter(line -> !line.startsWith(STATUS) && !line.isBlank())
            .map(String::strip)
            .collect(Collectors.joining("; "));
  }

  /**
   * Checks that one file was decrypted, and proven.
   *
   * @throws DecryptionException if not
   */
  void require(int exit) throws DecryptionException {
    if (has("BADMDC")) {
      throw failed(Reason.ALTERED, "the message was altered after it was encrypted, or cut off");
    }
    if (!has("DECRYPTION_OKAY") && has("NO_SECKEY")) {
      throw failed(Reason.NO_SECRET_KEY, "gpg has no secret key that can open the message");
    }
    if (has("NODATA")) {
      throw failed(Reason.NOT_OPENPGP, "it is not an OpenPGP message");
    }
    if (exit != 0) {
      throw failed(Reason.PROGRAM_FAILED, "gpg failed with exit code " + exit);
    }
    if (!has("DECRYPTION_OKAY")) {
      throw failed(Reason.NOT_ENCRYPTED, "the message is not encrypted");
    }
    if (!has("GOODMDC")) {
      throw failed(Reason.NOT_PROTECTED, "nothing shows whether the message was altered");
    }
    if (count("PLAINTEXT") != 1 || count("DECRYPTION_OKAY") != 1) {
      throw failed(Reason.NOT_ONE_FILE, "the message does not hold one file");
    }
  }

  private DecryptionException failed(Reason reason, String what) {
    return new DecryptionException(
        reason, messages.isEmpty() ? what : what + " (gpg says: " + messages + ")");
  }

  private boolean has(String keyword) {
    return count(keyword) > 0;
  }

  private long count(String keyword) {
    return status.stream().filter(line -> line.split(" ", 2)[0].equals(keyword)).count();
  }
}
