package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovedTest {
  private static final int FILES = 200;

  @TempDir private Path temp;
  @AutoClose private JobLab at;

  @Test
  void aRenamedDirectoryIsCopiedOnTheServerAndItsOldKeysGo() throws IOException {
    at = new JobLab(temp, "photos");
    for (int i = 0; i < FILES; i++) {
      at.write("2025/ü " + i, ("content " + i).getBytes(UTF_8));
    }
    byte[] large = new byte[12 << 20];
    new Random(3).nextBytes(large);
    at.write("2025/large", large);
    at.fill("photos", "--tag", "Owner=media");
    Files.move(at.source().resolve("2025"), at.source().resolve("2026"));
    at.lab().resetRequestCounts();

    Path plan = temp.resolve("plan");
    at.plan("photos", plan, "--delete", "--part-size", "5Mi").expect(0).says("moved");
    assertThat(PlanBundle.open(plan).plan().rows(Verdict.MOVED)).isEqualTo(FILES + 1);
    at.program().run("show", plan, "--via", "batch").says("cannot rename");
    at.program().run("apply", plan, "--no-lease").expect(0);

    assertThat(at.requests("PutObject") + at.requests("UploadPart")).isZero();
    assertThat(at.requests("CopyObject")).isEqualTo(FILES + 1);
    for (String key : at.keys()) {
      assertThat(at.object("photos", key))
          .as(key)
          .isEqualTo(Files.readAllBytes(at.source().resolve(key)));
      assertThat(at.tags("photos", key)).isEqualTo(Map.of("Owner", "media"));
    }
    at.plan("photos", temp.resolve("again"), "--delete", "--exit-code").expect(0);
  }

  @Test
  void duplicatesOfObjectsThatStayAreCopiedUnlessTheyChangedMeanwhile() throws IOException {
    at = new JobLab(temp, "photos");
    byte[] large = new byte[12 << 20];
    new Random(4).nextBytes(large);
    at.write("large.jpg", large);
    at.write("a.jpg", "abcde".getBytes(UTF_8));
    at.write("b.jpg", "12345".getBytes(UTF_8));
    at.fill("photos", "--tag", "Owner=media");
    for (String name : List.of("large", "a", "b")) {
      Files.copy(at.source().resolve(name + ".jpg"), at.source().resolve(name + " copy.jpg"));
    }
    Object[] options = {"--copy-duplicates", "--part-size", "5Mi"};
    Path plan = temp.resolve("plan");
    at.plan("photos", plan, options).expect(0).says("12 MiB  copy");
    Path csv = temp.resolve("duplicates.csv");
    at.plan("photos", temp.resolve("listed"), "--duplicates", csv, "--part-size", "5Mi")
        .expect(0)
        .says("0 in 0 groups have the same content")
        .says("3 files could not be compared with the others");
    assertThat(csv).hasContent("group,size,content,path,key");
    at.put("photos", "b.jpg", "54321".getBytes(UTF_8));
    at.lab().resetRequestCounts();
    at.program().run("apply", plan, "--no-lease").expect(3).says("1  drifted");

    assertThat(at.requests("PutObject") + at.requests("UploadPart")).isZero();
    assertThat(at.exists("photos", "b copy.jpg")).isFalse();
    assertThat(at.object("photos", "large copy.jpg")).isEqualTo(large);
    assertThat(at.object("photos", "a copy.jpg")).asString(UTF_8).isEqualTo("abcde");
    assertThat(at.tags("photos", "a copy.jpg")).isEqualTo(Map.of("Owner", "media"));
    at.plan("photos", temp.resolve("again"), options).expect(0);
    at.program().run("apply", temp.resolve("again")).expect(0);
    at.plan("photos", temp.resolve("last"), "--exit-code", "--part-size", "5Mi").expect(0);
  }

  @Test
  void aCopyIsNotMarkedToExpireAsItsSourceWas() throws IOException {
    at = new JobLab(temp, "photos");
    at.write("kept", "kept".getBytes(UTF_8));
    at.write("old", "abcde".getBytes(UTF_8));
    at.fill("photos", "--tag", "Owner=media");
    Path away = Files.move(at.source().resolve("old"), temp.resolve("away"));
    Path expire = temp.resolve("expire");
    at.plan("photos", expire, "--delete=tag").expect(0);
    at.program().run("apply", expire).expect(0);
    assertThat(at.tags("photos", "old")).containsEntry("stocktake", "expire");

    Files.move(away, at.source().resolve("new"));
    for (List<String> delete : List.of(List.of("--delete=tag"), List.<String>of())) {
      Path plan = temp.resolve("plan" + delete.size());
      at.plan("photos", plan, delete.toArray()).expect(0);
      at.program().run("apply", plan).expect(0);
      assertThat(at.tags("photos", "new")).isEqualTo(Map.of("Owner", "media"));
    }
  }
}
