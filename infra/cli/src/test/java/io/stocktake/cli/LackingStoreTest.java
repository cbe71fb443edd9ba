package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.lab.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store that has no such request loses what the request is for, and the run goes on. */
class LackingStoreTest {
  @TempDir private Path temp;
  @AutoClose private JobLab at;
  private Program program;

  @BeforeEach
  void start() throws IOException {
    at = new JobLab(temp, "photos");
    program = at.program().with("STOCKTAKE_COMPAT", "auto");
  }

  @ParameterizedTest
  @CsvSource({
    "GetObjectTagging, for which it returns no tags is copied without tags",
    "GetBucketVersioning, the bucket keeps no versions",
    "ListParts, 'sent 12 MiB'"
  })
  void theRestOfThePlanIsDone(String request, String says) throws IOException {
    at.write("same", bytes("same"));
    at.write("old name", bytes("moved"));
    at.write("gone", bytes("gone"));
    at.write("changed", bytes("before"));
    at.fill("photos");
    Files.move(at.source().resolve("old name"), at.source().resolve("new name"));
    Files.delete(at.source().resolve("gone"));
    at.write("changed", bytes("after"));
    at.write("large", new byte[12 << 20]);
    lack(request);
    Path plan = temp.resolve("plan");
    at.plan("photos", plan, "--delete").expect(0);

    at.lab().failNext("CompleteMultipartUpload", "large", 1, Fault.of(Fault.Kind.ACCESS_DENIED));
    apply(plan).expect(3);
    apply(plan).expect(0).says(says);

    at.lab().clearFaults();
    at.plan("photos", temp.resolve("again"), "--delete", "--part-size", "5Mi", "--exit-code")
        .expect(0);
    assertThat(at.objects("photos").keySet())
        .containsExactlyInAnyOrder("same", "new name", "changed", "large");
  }

  @Test
  void anUploadThatCannotBeGivenUpIsNamedAndTheRestIsDone() throws IOException {
    at.write("large", new byte[12 << 20]);
    at.write("small", bytes("small"));
    Path plan = temp.resolve("plan");
    at.plan("photos", plan).expect(0);
    at.lab().failNext("CompleteMultipartUpload", "large", 1, Fault.of(Fault.Kind.ACCESS_DENIED));
    apply(plan).expect(3);

    at.write("large", new byte[11 << 20]);
    lack("AbortMultipartUpload");
    apply(plan).expect(3).says("the parts of 1 upload stay in the bucket").says("1  drifted");

    apply(plan).expect(3);
    assertThat(at.objects("photos").keySet()).containsExactly("small");
    program.run("uploads", "list", "s3://photos").expect(0).says("12 MiB").says("large");
  }

  @Test
  void theProbeTellsAllItFoundAndWhatItCouldNotRemove() throws IOException {
    lack("AbortMultipartUpload");

    program
        .run("probe", "s3://photos")
        .expect(3)
        .says("yes  If-None-Match on PUT")
        .says("yes  part sizes by GetObjectAttributes")
        .says("of what the probe wrote")
        .says("could not be removed");

    assertThat(at.objects("photos").keySet()).isEmpty();
    program
        .run("uploads", "abort", "s3://photos", "--older-than", "0s")
        .expect(3)
        .says("0 uploads");
    lack("ListParts");
    program.run("uploads", "list", "s3://photos").expect(0).says("?").says("is not known");
  }

  private void lack(String request) {
    at.lab().failNext(request, ".*", Integer.MAX_VALUE, Fault.of(Fault.Kind.NOT_IMPLEMENTED));
  }

  private Program.Run apply(Path plan) {
    return program.run(
        "apply", plan, "--no-lease", "--multipart-threshold", "5Mi", "--part-size", "5Mi");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
