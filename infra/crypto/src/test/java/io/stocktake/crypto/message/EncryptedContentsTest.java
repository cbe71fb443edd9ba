package io.stocktake.crypto.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.crypto.TestContent;
import io.stocktake.crypto.TestKeys;
import io.stocktake.crypto.decrypt.SecretKeys;
import io.stocktake.crypto.keys.Keyring;
import io.stocktake.crypto.keys.Recipients;
import io.stocktake.executor.files.FileContent;
import io.stocktake.executor.files.FileContents;
import io.stocktake.executor.files.FileException;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some files of a plan are encrypted, and the others are sent as they are. */
class EncryptedContentsTest {
  private static final int SIZE = 3000;
  @TempDir Path directory;

  private static PlanRow row(String path) {
    return new PlanRow(
        Action.UPLOAD,
        Reason.NEW,
        new ObjectKey(path),
        path,
        SIZE,
        Optional.of(Instant.EPOCH),
        Optional.empty(),
        Guard.absent(),
        Optional.empty());
  }

  /** Files of one size, of which one is gone. */
  private static final class Files implements FileContents {
    private final TestContent content = new TestContent(SIZE);
    private boolean closed;

    @Override
    public long size(PlanRow row) {
      return row.size();
    }

    @Override
    public FileContent open(PlanRow row) throws IOException {
      if (row.path().equals("gone")) {
        throw FileException.drifted("the file is gone");
      }
      return content;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void thoseWithRecipientsAreEncrypted() throws IOException {
    TestKeys made = TestKeys.in(directory);
    Recipients recipients =
        Keyring.read(made.publicKeys()).recipients(List.of(made.fingerprint()), Instant.now());
    Files files = new Files();
    EncryptedContents contents =
        new EncryptedContents(
            files, row -> row.path().equals("plain") ? Optional.empty() : Optional.of(recipients));
    assertThat(contents.size(row("plain"))).isEqualTo(SIZE);
    assertThat(contents.open(row("plain"))).isSameAs(files.content);

    FileContent encrypted = contents.open(row("secret"));
    assertThat(contents.size(row("secret"))).isEqualTo(encrypted.size()).isGreaterThan(SIZE);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    byte[] message = Messages.read(encrypted, 0, (int) encrypted.size());
    SecretKeys.read(made.secretKeys(), () -> new char[0])
        .decrypt(new ByteArrayInputStream(message), plain);
    assertThat(plain.toByteArray()).isEqualTo(files.content.bytes());

    assertThatThrownBy(() -> contents.open(row("gone"))).isInstanceOf(FileException.class);
    contents.close();
    assertThat(files.closed).isTrue();
  }
}
