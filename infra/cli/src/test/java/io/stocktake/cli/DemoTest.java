package io.stocktake.cli;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo checks itself: it ends with 0 only if every step found what it foretold. */
class DemoTest {
  private final Program program = Program.on(URI.create("http://127.0.0.1:9"), "none", "none");

  @TempDir private Path temp;

  @Test
  void goesAsForetoldOnAGeneratedStore() throws Exception {
    program.runProcess(List.of(), "demo").expect(0).says("That is exactly what was changed.");
  }

  @Test
  void goesAsForetoldOnADirectoryOfTheUsers() throws Exception {
    for (int i = 0; i < 40; i++) {
      Files.writeString(temp.resolve("file " + i), "content " + i);
    }
    program.runProcess(List.of(), "demo", temp).expect(0).says("nothing is left");
  }
}
