package io.stocktake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Runs of a program, each in a JVM of its own, that are killed while they work. */
final class Killing {
  private static final int KILLED = 137;

  private final Random random;
  private final Path output;
  private final int mostMillis;

  /**
   * Kills that come at random moments.
   *
   * @param output where the runs speak
   * @param mostMillis the longest time from what is waited for to the kill
   */
  Killing(Random random, Path output, int mostMillis) {
    this.random = random;
    this.output = output;
    this.mostMillis = mostMillis;
  }

  /** Kills an apply after it has written to the journal; whether it was still running. */
  boolean onceItWrites(Path plan, Program program, Object... arguments) throws Exception {
    long before = journalSize(plan);
    return once(() -> journalSize(plan) > before, program, arguments);
  }

  /** Kills a run after something happened, or it ended before; whether it was still running. */
  boolean once(JobLab.Condition happened, Program program, Object... arguments) throws Exception {
    Process process =
        program
            .process(List.of(), arguments)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    while (process.isAlive() && !happened.holds()) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    process.waitFor(random.nextInt(mostMillis), TimeUnit.MILLISECONDS);
    boolean running = process.isAlive();
    process.destroyForcibly();
    assertThat(process.waitFor()).as(Files.readString(output)).isIn(0, KILLED);
    return running;
  }

  private static long journalSize(Path plan) throws IOException {
    Path journal = plan.resolve("journal.log");
    return Files.exists(journal) ? Files.size(journal) : 0;
  }
}
