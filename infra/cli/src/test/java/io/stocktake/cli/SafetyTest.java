package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person demands holds for plan, sync and apply alike. */
class SafetyTest {
  @TempDir private Path temp;
  @AutoClose private JobLab at;
  private String inventory;

  @BeforeEach
  void start() throws IOException {
    at = new JobLab(temp, "photos");
    at.write(".mounted", new byte[0]);
    at.write("images/a", "aaaa".getBytes(UTF_8));
    at.write("images/b", "bb".getBytes(UTF_8));
    at.write("texts/c", "c".getBytes(UTF_8));
    at.fill("photos");
    inventory = at.deliver("photos");
    Files.delete(at.source().resolve("images/a"));
    Files.delete(at.source().resolve("texts/c"));
  }

  @Test
  void deletesAreLimitedInPlanSyncAndApply() throws IOException {
    for (String limit : new String[] {"1", "4B", "49%", "100,images/=0", "texts/=99%"}) {
      run("plan", "refused", "--delete", "--max-delete", limit).expect(4).says("--max-delete");
      run("sync", "sync" + limit.length(), "--delete", "--max-delete", limit).expect(4);
    }
    run("plan", "p", "--delete", "--max-delete", "2,5B", "--max-delete", "images/=1").expect(0);
    at.program()
        .run("apply", temp.resolve("p"), "--max-delete", "images/=3B")
        .expect(4)
        .says(
            "1 objects below s3://photos/images/ would be deleted, or left to expire, with 4 bytes");
    at.program().run("apply", temp.resolve("p"), "--max-delete", "10G").expect(2).says("10GiB");
    assertThat(at.exists("photos", "images/a")).isTrue();
    assertThat(temp.resolve("p/journal.log")).doesNotExist();
    at.program().run("apply", temp.resolve("p"), "--max-delete", "images/=1,2").expect(0);
    assertThat(at.exists("photos", "images/a")).isFalse();
  }

  @Test
  void whatIsTaggedToExpireCountsAsDeleted() throws IOException {
    run("plan", "refused", "--delete=tag", "--max-delete", "1").expect(4);
    run("plan", "p", "--delete=tag").expect(0);
    at.program().run("apply", temp.resolve("p"), "--max-delete", "1").expect(4);
    at.program().run("apply", temp.resolve("p"), "--max-delete", "2").expect(0);
  }

  @Test
  void anOldInventoryIsRefusedByPlanSyncAndApply() throws IOException {
    run("plan", "p", "--max-inventory-age", "48h")
        .expect(4)
        .says(" h old, scanned ")
        .says("--inventory live");
    run("sync", "s", "--max-inventory-age", "2d").expect(4).says("older than the limit of");
    run("plan", "p", "--max-inventory-age", "60d").expect(0);
    run("plan", "q").expect(0).says("Note: The inventory is ");
    at.program()
        .run("apply", temp.resolve("q"), "--max-inventory-age", "48h")
        .expect(4)
        .says("make a new plan from a newer inventory");
    at.program().run("apply", temp.resolve("q"), "--max-inventory-age", "60d").expect(0);
    run("plan", "r", "--max-inventory-age", "soon").expect(2).says("48h");
  }

  @Test
  void anUnmountedSourceIsRefusedByPlanSyncAndApply() throws IOException {
    run("plan", "p", "--delete", "--require-file", ".mounted").expect(0);
    run("plan", "q", "--delete").expect(0);
    Files.delete(at.source().resolve(".mounted"));
    run("plan", "r", "--require-file", ".mounted").expect(4).says("is the disk mounted");
    run("sync", "s", "--require-file", ".mounted").expect(4).says("is the disk mounted");
    at.program().run("apply", temp.resolve("p")).expect(4).says("has no file .mounted");
    at.program()
        .run("apply", temp.resolve("q"), "--require-file", ".mounted")
        .expect(4)
        .says("has no file .mounted");
    assertThat(at.exists("photos", "images/a")).isTrue();
    run("plan", "t", "--require-file", "../elsewhere").expect(2).says("not a path below");
  }

  private Program.Run run(String command, String out, Object... more) {
    Object[] first = {
      command, at.source(), "s3://photos", "--inventory", inventory, "--out", temp.resolve(out)
    };
    Object[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return at.program().run(all);
  }
}
