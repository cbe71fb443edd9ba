package io.stocktake.aws.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.aws.LabSession;
import io.stocktake.lab.fault.Fault;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.ConditionalFiles;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class S3ConditionalFilesTest {
  private static final int PART = 5 << 20;
  private static LabSession lab;

  @TempDir private Path temp;
  private ConditionalFiles files;

  @BeforeAll
  static void start() throws IOException {
    lab = LabSession.start();
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @BeforeEach
  void makeFolder(TestInfo test) {
    S3Location folder = new S3Location(LabSession.BUCKET, test.getDisplayName());
    files = lab.session().files(folder, PART);
  }

  @Test
  void aFilesAgeIsToldByTheClockOfTheStore() throws IOException {
    assertThat(files.head("a")).isEmpty();
    Path local = Files.writeString(temp.resolve("local"), "0123456789");
    ETag etag = files.put("a", local, 0, 10, Optional.empty()).orElseThrow();
    ConditionalFiles.Seen seen = files.head("a").orElseThrow();
    assertThat(seen.etag()).isEqualTo(etag);
    assertThat(seen.age()).isBetween(Duration.ofSeconds(-1), Duration.ofMinutes(5));
  }

  @Test
  void filesInFoldersAreListedWithTheirPaths() throws IOException {
    Path local = Files.writeString(temp.resolve("local"), "0");
    for (String name : new String[] {"a", "f/b ü", "f/g/c"}) {
      files.put(name, local, 0, 1, Optional.empty());
    }
    assertThat(files.listAll()).containsExactly("a", "f/b ü", "f/g/c");
    assertThat(files.list()).containsExactly("a");
  }

  @Test
  void aFileIsWrittenOnlyOverWhatWasSeen() throws IOException {
    Path first = Files.writeString(temp.resolve("first"), "0123456789");
    ETag etag = files.put("a", first, 2, 3, Optional.empty()).orElseThrow();
    assertThat(etag).isEqualTo(ETag.ofMd5(Digests.md5().digest("234".getBytes(UTF_8))));
    assertThat(files.put("a", first, 0, 3, Optional.empty())).as("there is one").isEmpty();
    ETag next = files.put("a", first, 0, 3, Optional.of(etag)).orElseThrow();
    assertThat(files.put("a", first, 0, 4, Optional.of(etag))).as("not the one seen").isEmpty();
    assertThat(files.put("b", first, 0, 4, Optional.of(etag))).as("gone").isEmpty();

    Path back = temp.resolve("back");
    assertThat(files.fetch("a", back)).contains(next);
    assertThat(back).hasContent("012");
    assertThat(files.fetch("b", back)).isEmpty();
    assertThat(files.list()).containsExactly("a");
    files.delete("a", next);
    files.delete("a", next);
    assertThat(files.list()).isEmpty();
  }

  @Test
  void largeFilesGoInPartsAndAreGuardedToo() throws IOException {
    byte[] bytes = new byte[2 * PART + 17];
    new Random(7).nextBytes(bytes);
    Path large = Files.write(temp.resolve("large"), bytes);
    ETag etag = files.put("a", large, 0, bytes.length, Optional.empty()).orElseThrow();
    assertThat(etag.parts()).isEqualTo(3);
    Path back = temp.resolve("back");
    assertThat(files.fetch("a", back)).contains(etag);
    assertThat(Files.mismatch(large, back)).isEqualTo(-1);
    assertThat(files.put("a", large, 1, bytes.length - 1, Optional.empty())).isEmpty();
    assertThat(lab.plain().listMultipartUploads(b -> b.bucket(LabSession.BUCKET)).uploads())
        .as("what was refused is given up")
        .isEmpty();
  }

  @Test
  void aWriteWhoseAnswerWasLostIsFoundToBeDone() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "12345");
    lab.fail("PutObject", Fault.Kind.LOST_ANSWER);
    ETag etag = files.put("a", file, 0, 5, Optional.empty()).orElseThrow();
    assertThat(files.fetch("a", temp.resolve("back"))).contains(etag);
  }

  @Test
  void aBucketThatIsNotThereIsNamed() {
    ConditionalFiles none = lab.session().files(S3Location.parse("s3://none-such/state"));
    assertThatThrownBy(none::list)
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("s3://none-such");
  }
}
