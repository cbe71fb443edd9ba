package io.stocktake.planner.compare.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.PlannedSides;
import io.stocktake.planner.Planner;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DuplicateReportTest extends PlannedSides {
  private List<String> notes = List.of();

  @Test
  void filesOfTheSameContentAreListedInGroupsFromWhatIsKnownAnyway() throws Exception {
    for (String name : List.of("a", "b", "odd,\"\nname")) {
      file(name, "12345");
      object("p/" + name, "12345");
    }
    file("large 1", "a large content");
    object("p/large 1", "a large content");
    file("large 2", "a large content");
    object("p/large 2", "another content");
    file("alone", "54321");
    object("p/alone", "54321");
    file("new", "a large content of a size that no object has");
    file("new 2", "a large content of a size that no object has");
    file("moved 1", "moved");
    file("moved 2", "moved");
    object("p/gone", "moved");
    file("empty 1", "");
    file("empty 2", "");
    object("p/empty 2", "");

    Path csv = temp.resolve("duplicates.csv");
    assertThat(report(csv)).isEqualTo(2);
    assertThat(Files.readString(csv).replace("\r\n", "\n"))
        .isEqualTo(
            "group,size,content,path,key\n"
                + ("1,15," + md5("a large content") + ",large 1,p/large 1\n")
                + ("1,15," + md5("a large content") + ",large 2,p/large 2\n")
                + ("2,5," + md5("moved") + ",moved 1,p/moved 1\n")
                + ("2,5," + md5("moved") + ",moved 2,p/moved 2\n")
                + ("3,5," + md5("12345") + ",a,p/a\n")
                + ("3,5," + md5("12345") + ",b,p/b\n")
                + ("3,5," + md5("12345") + ",\"odd,\"\"\nname\",\"p/odd,\"\"\nname\"\n"));
    assertThat(notes)
        .anyMatch(
            note -> note.contains("7 in 3 groups") && note.contains("the copies occupy 30 bytes"));
    assertThat(temp.resolve("duplicates.csv.unfinished")).doesNotExist();
  }

  @Test
  void whatIsRememberedIsKnown() throws Exception {
    clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    state = Optional.of(temp.resolve("state"));
    file("a", "12345");
    file("b", "12345");
    object("p/a", "12345");
    object("p/b", "12345");
    assertThat(report(temp.resolve("1.csv"))).isZero();
    objects.clear();
    object("p/b", "123456");
    assertThat(report(temp.resolve("2.csv"))).isZero();
    assertThat(temp.resolve("2.csv")).hasSameTextualContentAs(temp.resolve("1.csv"));
  }

  @Test
  void nothingIsWrittenOver() throws Exception {
    Path csv = Files.writeString(temp.resolve("csv"), "precious");
    Map<Path, String> wrong =
        Map.of(
            csv,
            "exists already",
            temp.resolve("none/csv"),
            "cannot be made",
            source.resolve("csv"),
            "lies inside the source");
    wrong.forEach(this::assertRefused);
    assertRefused(temp.resolve("plan" + (runs + 1) + ".unfinished/csv"), "lies inside the plan");
    assertThat(csv).hasContent("precious");
    assertThat(temp.resolve("plan1")).doesNotExist();
  }

  private void assertRefused(Path csv, String why) {
    assertThatThrownBy(() -> report(csv))
        .isInstanceOf(StocktakeException.class)
        .hasFieldOrProperty("code")
        .hasMessageContaining(why);
  }

  /** Plans, and tells how many contents were not known. */
  private long report(Path csv) throws Exception {
    PlanRequest request =
        request(OPTIONS.withDuplicates(csv), S3Location.parse("s3://bucket/p"), source);
    PlanProgress progress = new PlanProgress();
    notes = Planner.plan(request, progress).notes();
    return progress.unknown();
  }
}
