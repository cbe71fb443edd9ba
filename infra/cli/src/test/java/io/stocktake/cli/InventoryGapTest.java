package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.lab.inventory.Gap;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delivery that does not list all that the bucket holds costs requests, and no object. */
class InventoryGapTest {
  @TempDir private Path temp;
  @AutoClose private JobLab at;

  @BeforeEach
  void fill() throws IOException {
    at = new JobLab(temp, "photos");
    for (String name : new String[] {"a/same", "b/same", "b/theirs"}) {
      at.write(name, "content of a file".getBytes(UTF_8));
    }
    at.fill("photos");
  }

  @Test
  void whatAPrefixHidesIsNotWrittenOver() throws IOException {
    at.put("photos", "b/theirs", "of another writer".getBytes(UTF_8));
    apply(new Gap(Duration.ZERO, Optional.of("b/")));
  }

  @Test
  void whatCameTooLateForTheReportIsNotWrittenOver() throws IOException {
    for (String key : new String[] {"b/same", "b/theirs"}) {
      at.pass();
      at.put("photos", key, (key.endsWith("same") ? "content of a file" : "other").getBytes(UTF_8));
    }
    apply(new Gap(Duration.ofDays(3), Optional.empty()));
  }

  /** The object that is as the file is counts as done, and the other one stays. */
  private void apply(Gap gap) throws IOException {
    Map<String, String> before = at.objects("photos");
    at.pass();
    at.lab().deliverInventory("photos", "weekly", gap);
    Path plan = temp.resolve("plan");
    at.program()
        .run(
            "plan",
            at.source(),
            "s3://photos",
            "--inventory",
            "s3://reports/inv/photos/weekly",
            "--delete",
            "--out",
            plan)
        .expect(0);
    at.program().run("apply", plan).expect(3).says("1  already-done").says("1  drifted");
    assertThat(at.objects("photos")).isEqualTo(before);
  }
}
