package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the store copies into, and out of, objects under keys that the customer keeps. */
class CustomerKeyCopiesTest {
  private static final int MIB = 1 << 20;
  private static final String RULE = "private/** sse-c=archive";

  @TempDir private Path temp;
  private final byte[] large = new byte[17 * MIB];
  private JobLab at;
  private SecretKey key;

  @BeforeEach
  void start() throws IOException {
    at = new JobLab(temp, "photos");
    key = new SecretKey(at.lab(), temp.resolve("archive.key"), 7);
    at.program().with("STOCKTAKE_SSE_C_KEY", "archive=" + key.file());
    new Random(3).nextBytes(large);
  }

  @AfterEach
  void stop() {
    key.close();
    at.close();
  }

  /** Plans with a listing, so that what is under a key seems changed and is written over. */
  private Path planLive(Object... more) throws IOException {
    Path plan = Files.createTempDirectory(temp, "plan");
    List<Object> arguments = new ArrayList<>(List.of("plan", at.source(), "s3://photos"));
    arguments.addAll(List.of("--inventory", "live", "--out", plan, "--property", RULE));
    arguments.addAll(List.of("--cannot-tell", "upload", "--part-size", "5Mi"));
    arguments.addAll(List.of(more));
    at.program().run(arguments.toArray()).expect(0);
    return plan;
  }

  private Program.Run apply(Path plan, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("apply", plan, "--no-lease"));
    arguments.addAll(List.of("--multipart-threshold", "6Mi", "--part-size", "6Mi"));
    arguments.addAll(List.of(more));
    return key.isNotIn(at.program().run(arguments.toArray()));
  }

  @Test
  void whatMovesToWhereARuleIsGetsItsKey() throws IOException {
    at.write("open/small", "small".getBytes(UTF_8));
    at.write("open/large", large);
    at.fill("photos");
    Files.move(at.source().resolve("open"), at.source().resolve("private"));
    at.lab().resetRequestCounts();
    Path plan = temp.resolve("moved");
    at.plan("photos", plan, "--delete", "--part-size", "5Mi", "--property", RULE).says("moved");
    at.program().run("show", plan, "--via", "batch").says("jobs here give objects no properties");
    apply(plan).expect(0);
    assertThat(at.requests("PutObject") + at.requests("UploadPart")).isZero();
    assertThat(key.get("photos", "private/small")).asString(UTF_8).isEqualTo("small");
    assertThat(key.get("photos", "private/large")).isEqualTo(large);
    assertThat(at.exists("photos", "open/small")).isFalse();
  }

  @Test
  void whatAnotherWriterPutOpenWhereACopyGoesIsNotDone() throws IOException {
    at.write("open/small", "small".getBytes(UTF_8));
    at.write("open/large", large);
    at.fill("photos");
    Files.move(at.source().resolve("open"), at.source().resolve("private"));
    Path plan = temp.resolve("moved");
    at.plan("photos", plan, "--delete", "--part-size", "5Mi", "--property", RULE);
    at.put("photos", "private/small", "small".getBytes(UTF_8));
    at.put("photos", "private/large", large);
    for (int run = 0; run < 2; run++) {
      apply(plan).expect(3).says("2  drifted");
    }
    assertThat(at.program().run("status", plan).out())
        .contains("is not encrypted with the customer key its rule names");
    assertThat(at.exists("photos", "open/small")).isTrue();
  }

  @Test
  void whatIsTheSameIsPutUnderTheKeyWhereItIs() throws IOException {
    at.write("private/small.jpg", "small".getBytes(UTF_8));
    at.write("private/large", large);
    at.fill("photos");
    at.lab().resetRequestCounts();
    Path plan = planLive("--update-properties");
    apply(plan).expect(0).says("2  done");
    assertThat(at.requests("PutObject") + at.requests("UploadPart")).isZero();
    assertThat(key.get("photos", "private/small.jpg")).asString(UTF_8).isEqualTo("small");
    assertThat(key.get("photos", "private/large")).isEqualTo(large);
    assertThat(key.head("photos", "private/small.jpg").contentType()).isEqualTo("image/jpeg");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofAChangedFileOnlyWhatChangedIsSent(boolean shifted) throws IOException {
    Path signatures = temp.resolve("signatures");
    at.write("private/large", large);
    apply(planLive(), "--delta", signatures).expect(0);
    byte[] changed = shifted ? inserted() : flipped();
    at.write("private/large", changed);
    at.lab().resetRequestCounts();
    apply(planLive(), "--delta", signatures).expect(0);
    assertThat(at.requests("UploadPartCopy")).isPositive();
    assertThat(at.requests("UploadPart")).isBetween(1L, 2L);
    assertThat(key.get("photos", "private/large")).isEqualTo(changed);
  }

  private byte[] flipped() {
    byte[] other = large.clone();
    other[9 * MIB] ^= 1;
    return other;
  }

  private byte[] inserted() {
    byte[] longer = Arrays.copyOf("new".getBytes(UTF_8), 3 + large.length);
    System.arraycopy(large, 0, longer, 3, large.length);
    return longer;
  }

  @Test
  void whatLiesOpenIsCopiedFromWithoutTheKey() throws IOException {
    Path signatures = temp.resolve("signatures");
    at.write("private/large", large);
    Path open = Files.createTempDirectory(temp, "plan");
    at.program()
        .run("plan", at.source(), "s3://photos", "--inventory", "live", "--out", open)
        .expect(0);
    apply(open, "--delta", signatures).expect(0);
    byte[] changed = flipped();
    at.write("private/large", changed);
    at.lab().resetRequestCounts();
    apply(planLive(), "--delta", signatures).expect(0);
    assertThat(at.requests("UploadPart")).isEqualTo(1);
    assertThat(key.get("photos", "private/large")).isEqualTo(changed);
  }

  @Test
  void whatWasUnderAKeyIsNotTakenBackAndSaysWhy() throws IOException {
    at.keepVersions("photos");
    at.write("private/small", "one".getBytes(UTF_8));
    at.write("open", "one".getBytes(UTF_8));
    apply(planLive()).expect(0);
    at.write("private/small", "second".getBytes(UTF_8));
    at.write("open", "second".getBytes(UTF_8));
    Path plan = planLive();
    apply(plan).expect(0).says("To take it back");
    Path undo = plan.resolve("undo-1");
    assertThat(undo.resolve("plan.json")).content().contains("under a customer's key (archive)");
    apply(undo).expect(3).says("1  done").says("1  failed");
    assertThat(at.program().run("status", undo).out())
        .contains("stored using a form of Server Side Encryption");
    assertThat(at.object("photos", "open")).asString(UTF_8).isEqualTo("one");
    assertThat(key.get("photos", "private/small")).asString(UTF_8).isEqualTo("second");
  }

  @Test
  void tagsAreGivenToWhatTheKeyOpens() throws IOException {
    at.write("private/small", "one".getBytes(UTF_8));
    apply(planLive("--tag", "Owner=media")).expect(0);
    assertThat(at.tags("photos", "private/small")).containsEntry("Owner", "media");
  }
}
